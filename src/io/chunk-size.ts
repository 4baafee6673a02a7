/** How much libmxnet reads at a time. */

import { stat } from 'node:fs/promises';

const MEGABYTE = 2 ** 20;
/** libmxnet's own choice, and the least that it accepts without complaint. */
const LARGEST = 64;
const LEAST = 4;

/**
 * The size, in megabytes, of the pieces in which a record file is read. libmxnet fills two or three buffers of 64 MB with
 * zeros for each iterator, however small the file is. A buffer that holds the whole file gives the same batches in the
 * same order; smaller ones would change how the file is shuffled.
 *
 * @param file - several can be separated by `;`
 * @returns `undefined` to leave it to libmxnet
 */
export async function chunkSize(file: string): Promise<number | undefined> {
  let bytes = 0;
  for (const path of file.split(';')) {
    try {
      bytes += (await stat(path)).size;
    } catch {
      // A folder of another kind, or an error that libmxnet will tell.
      return undefined;
    }
  }
  // It adds a tenth before it compares, and cuts the file in pieces that it shuffles if that is more.
  const megabytes = Math.max(LEAST, Math.ceil((bytes * 1.1) / MEGABYTE) + 1);
  return megabytes < LARGEST ? megabytes : undefined;
}
