/** Writing records. */

import { callAsync } from '../native/call.js';
import type { NativeRecordWriter } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { mxnet } from '../runtime/library.js';

/** Appends records to a new file (`mx.recordio.MXRecordIO` with flag `w`). Disposing it completes the file. */
export class RecordWriter extends NativeOwner<NativeRecordWriter> {
  private constructor(native: NativeRecordWriter) {
    super(native);
  }

  static async open(file: string): Promise<RecordWriter> {
    return new RecordWriter(await callAsync(mxnet().RecordWriter.open(file)));
  }

  /** Appends one record. `bytes` must not change before the promise is settled. */
  async write(bytes: Uint8Array): Promise<void> {
    await callAsync(this.native.write(bytes));
  }

  /** Where the next record will begin. */
  async tell(): Promise<number> {
    return await callAsync(this.native.tell());
  }
}
