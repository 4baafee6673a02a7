/** An iterator whose errors tell which image is to blame. */

import { resolve } from 'node:path';
import { FineTuneError, MXNetError } from '../errors.js';
import type { DataBatch } from '../io/data-batch.js';
import type { DataIter } from '../io/data-iter.js';
import { type ImageRecordIterOptions, imageRecordIter } from '../io/image-record-iter.js';
import { WrappingIter } from '../io/wrapping-iter.js';
import { findUndecodable } from './find-undecodable.js';

/**
 * Reads a record file through libmxnet's iterator, which decodes ahead and on several threads: its errors do not name
 * the image, so it is looked for when one occurs. Owns the inner iterator.
 */
export class RecordFileIter extends WrappingIter {
  readonly #options: ImageRecordIterOptions;

  private constructor(inner: DataIter, options: ImageRecordIterOptions) {
    super(inner);
    this.#options = options;
  }

  static async open(options: ImageRecordIterOptions): Promise<RecordFileIter> {
    // libmxnet would take a part of a relative path for the name of a protocol.
    const pathImgrec = resolve(options.pathImgrec);
    const open = () => imageRecordIter({ ...options, pathImgrec });
    return new RecordFileIter(await explaining(options, open), options);
  }

  async next(): Promise<DataBatch | undefined> {
    return await explaining(this.#options, () => this.inner.next());
  }

  async reset(): Promise<void> {
    await explaining(this.#options, () => this.inner.reset());
  }
}

async function explaining<Result>(
  options: ImageRecordIterOptions,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof MXNetError) || cause.code !== 'ERR_MXNET_CALL') throw cause;
    if (/alloc/i.test(cause.detail)) throw cause;
    const { pathImgrec, dataShape } = options;
    const culprit = await findUndecodable({ pathImgrec: resolve(pathImgrec), dataShape });
    const reason =
      culprit === undefined
        ? `libmxnet cannot make batches of it: ${cause.message}`
        : `the image ${culprit.id}, at offset ${culprit.offset}, is damaged: libmxnet cannot decode it. Pack the file again without it`;
    throw new FineTuneError('ERR_DATA', `${pathImgrec}: ${reason}`, { cause });
  }
}
