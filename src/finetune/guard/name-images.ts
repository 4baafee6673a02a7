/** Which images were in a batch. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWhole } from '../../files/readable.js';
import { HostCopies } from '../../module/host-copies.js';
import { parseImageHeader } from '../../recordio/image-header.js';
import { scanRecords } from '../../recordio/scan.js';
import { type Partition, trainIter } from '../data-iters.js';
import { DEFAULT_AUGMENTATION } from '../defaults.js';
import type { RunSettings } from '../options.js';

/** More images are not read again to learn the names of a few. */
const MOST_IMAGES = 500_000;

/** Labels are float32, which holds no larger whole numbers one by one. */
const MOST_RECORDS = 2 ** 24;

/** Where a batch comes in the stream of the training data. */
export interface BatchPlace {
  /** Passes over the data that come before. */
  passes: number;
  /** Batches of the pass that come before. */
  batch: number;
  /** The epoch of the first pass, where passes differ by it. */
  epoch?: number | undefined;
}

/**
 * The images of a batch, row by row: their paths in the `.lst` file beside the record file, else their numbers and offsets.
 *
 * libmxnet does not tell which records it has put into a batch. So the same iterator goes over the same file once more, with
 * the place of each record instead of its label, up to that batch: the order depends neither on what is done to the images
 * nor on how many threads do it.
 *
 * @returns `undefined` when that cannot be found out: several records have one number, or there is too much to read again
 */
export async function nameImages(
  settings: RunSettings,
  batchSize: number,
  part: Partition,
  { passes, batch, epoch }: BatchPlace,
): Promise<string[] | undefined> {
  const records = await listRecords(settings.dataTrain);
  if (records === undefined) return undefined;
  if (passes * records.length + batch * batchSize > MOST_IMAGES) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'mxnet-finetune-'));
  try {
    const places = join(folder, 'places.lst');
    await writeFile(places, records.map(({ id }, i) => `${id}\t${i}\tx\n`).join(''));
    const plain = { ...settings, augmentation: DEFAULT_AUGMENTATION };
    await using images = await trainIter(plain, batchSize, part, {
      ...(epoch !== undefined && { epoch }),
      more: { path_imglist: places },
    });
    for (let pass = 0; pass < passes; pass++) {
      for (let read = await images.next(); read; read = await images.next()) read.dispose();
      await images.reset();
    }
    for (let i = 0; i < batch; i++) (await images.next())?.dispose();
    using wanted = await images.next();
    const [labels] = await new HostCopies().copy(wanted?.label ?? []);
    const paths = await listPaths(settings.dataTrain);
    return [...(labels?.values ?? [])].map((place) => {
      const { id, offset } = records[Number(place)] ?? { id: 0n, offset: 0 };
      return paths.get(String(id)) ?? `image ${id} (offset ${offset})`;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listRecords(file: string): Promise<{ id: bigint; offset: number }[] | undefined> {
  const records: { id: bigint; offset: number }[] = [];
  const ids = new Set<bigint>();
  for await (const { offset, head } of scanRecords(file)) {
    const id = parseImageHeader(head)?.id ?? 0n;
    ids.add(id);
    records.push({ id, offset });
  }
  return ids.size === records.length && ids.size <= MOST_RECORDS ? records : undefined;
}

/** By number; empty without a list. */
async function listPaths(recordFile: string): Promise<ReadonlyMap<string, string>> {
  const list = recordFile.replace(/\.rec$/, '.lst');
  if (list === recordFile) return new Map();
  try {
    const lines = (await readWhole(list)).toString('utf8').split('\n');
    return new Map(
      lines
        .map((line) => line.trimEnd().split('\t'))
        .filter((fields) => fields.length >= 3)
        .map((fields) => [fields[0] as string, fields.at(-1) as string]),
    );
  } catch {
    return new Map();
  }
}
