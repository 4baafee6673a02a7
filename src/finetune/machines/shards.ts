/** How many images of a record file each machine reads. */

import { stat } from 'node:fs/promises';
import type { RecordSet } from '../../dataset/record-set.js';
import { FineTuneError } from '../../errors.js';
import { scanRecords } from '../../recordio/scan.js';

/** Parts of a file begin at multiples of this. */
const ALIGNMENT = 4;

/**
 * Counts the images of each part into which libmxnet cuts a record file: with an index they are equal in images, without one in
 * bytes, and a record belongs to the part in which it begins.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export async function shardSizes(
  { file, index }: RecordSet,
  parts: number,
): Promise<readonly number[]> {
  const offsets: number[] = [];
  for await (const { offset } of scanRecords(file)) offsets.push(offset);
  const sizes = new Array<number>(parts).fill(0);
  const partOf = index === undefined ? await byBytes(file, parts) : byCount(offsets.length, parts);
  for (const [i, offset] of offsets.entries()) {
    const part = partOf(offset, i);
    sizes[part] = (sizes[part] ?? 0) + 1;
  }
  return sizes;
}

/**
 * Refuses a file in which some machine would find too few images: all of them do so, and none waits for another.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export function requireShards(
  { file, index }: RecordSet,
  sizes: readonly number[],
  least: number,
  remedy: string,
): void {
  const rank = sizes.findIndex((size) => size < least);
  if (rank === -1) return;
  const found = sizes[rank] === 1 ? 'one image' : `${sizes[rank]} images`;
  const hint = index === undefined ? ', or give its index: then the parts have equally many' : '';
  throw new FineTuneError(
    'ERR_DATA',
    `${file} has only ${found} for worker ${rank} of ${sizes.length}, which needs at least ${least}. ${remedy}, use fewer workers or more images${hint}`,
  );
}

type PartOf = (offset: number, index: number) => number;

async function byBytes(file: string, parts: number): Promise<PartOf> {
  const { size } = await stat(file);
  const step = Math.ceil(Math.ceil(size / parts) / ALIGNMENT) * ALIGNMENT;
  return (offset) => Math.floor(offset / step);
}

function byCount(records: number, parts: number): PartOf {
  const step = Math.ceil(records / parts);
  return (_, index) => Math.floor(index / step);
}
