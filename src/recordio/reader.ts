/** Reading whole records. */

import { callAsync } from '../native/call.js';
import type { NativeRecordReader } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { mxnet } from '../runtime/library.js';

/** Reads records one after another (`mx.recordio.MXRecordIO` with flag `r`). */
export class RecordReader extends NativeOwner<NativeRecordReader> {
  private constructor(native: NativeRecordReader) {
    super(native);
  }

  static async open(file: string): Promise<RecordReader> {
    return new RecordReader(await callAsync(mxnet().RecordReader.open(file)));
  }

  /** The next record; `undefined` at the end of the file. */
  async read(): Promise<Uint8Array | undefined> {
    return (await callAsync(this.native.read())) ?? undefined;
  }

  /** Goes to the record that begins at an offset, as an `.idx` file gives it. */
  async seek(position: number): Promise<void> {
    await callAsync(this.native.seek(position));
  }

  /** Where the next record begins. */
  async tell(): Promise<number> {
    return await callAsync(this.native.tell());
  }
}
