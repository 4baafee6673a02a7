/** Images out of record files. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pMapIterable } from 'p-map';
import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import { makeStaging, moveIntoPlace, removeAbandoned } from '../files/staging.js';
import { type ImageHeader, parseImageHeader } from '../recordio/image-header.js';
import { type ListItem, listText } from '../recordio/list-file.js';
import { PayloadReader } from '../recordio/payload-reader.js';
import { type ScannedRecord, scanAll } from '../recordio/scan.js';
import { type Naming, PlaceNames } from './place-names.js';

/** Files that are written at once. */
const CONCURRENCY = 8;

/** How {@link unpack} talks to its surroundings. */
export interface UnpackContext {
  signal?: AbortSignal | undefined;
  /** Told after each image. */
  onImage?: () => void;
}

/** A record that gave no image. */
export interface LostRecord {
  offset: number;
  reason: string;
}

/** What has become of a record file. */
export interface Unpacked {
  /** The list of the images, in the order of the records. */
  items: ListItem[];
  lost: LostRecord[];
}

/**
 * Writes the images of a record file, byte for byte, into a new folder, with a list from which `pack` makes the record file
 * again. The folder is there as a whole or not at all.
 *
 * @param list - name of the list in the folder
 * @throws {@link FineTuneError} `ERR_DATA` when the file cannot be read
 */
export async function unpack(
  recordFile: string,
  folder: string,
  list: string,
  naming: Naming,
  { signal, onImage = () => {} }: UnpackContext = {},
): Promise<Unpacked> {
  await using payloads = await PayloadReader.open(recordFile).catch((cause) => {
    const reason = whyUnreadable(cause);
    throw new FineTuneError('ERR_DATA', `the record file ${recordFile} ${reason}`, { cause });
  });
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const staging = await makeStaging(folder);
  try {
    const result: Unpacked = { items: [], lost: [] };
    const placed = placedRecords(recordFile, payloads, new PlaceNames(naming), result);
    const write = async ({ record, path }: PlacedRecord): Promise<void> => {
      const payload = await payloads.read(record.offset);
      const file = join(staging, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, payload.subarray(record.imageOffset), { flag: 'wx' });
    };
    for await (const _ of pMapIterable(placed, write, { concurrency: CONCURRENCY })) {
      signal?.throwIfAborted();
      onImage();
    }
    await writeFile(join(staging, list), listText(result.items));
    await moveIntoPlace(staging, folder, () => false);
    return result;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A record with an image, and the image's place. */
interface PlacedRecord {
  record: ScannedRecord & { imageOffset: number };
  path: string;
}

/** Gives places in the order of the records, whatever is written first. */
async function* placedRecords(
  file: string,
  payloads: PayloadReader,
  names: PlaceNames,
  { items, lost }: Unpacked,
): AsyncGenerator<PlacedRecord> {
  for await (const found of scanAll(file)) {
    const { offset } = found;
    if ('reason' in found) {
      lost.push({ offset, reason: `the file ${found.reason}` });
      continue;
    }
    // Long lists of labels do not fit into what was looked at.
    const header =
      parseImageHeader(found.head) ?? parseImageHeader(await payloads.read(found.offset));
    const item = header === undefined ? 'it is no image record' : place(found, header, names);
    if (typeof item === 'string') {
      lost.push({ offset, reason: item });
      continue;
    }
    items.push(item);
    const { imageOffset = 0 } = header ?? {};
    yield { record: { ...found, imageOffset }, path: item.path };
  }
}

function place(
  { head, length }: ScannedRecord,
  header: ImageHeader,
  names: PlaceNames,
): ListItem | string {
  if (length === header.imageOffset) return `it has no image (number ${header.id})`;
  return names.place(header, head.subarray(header.imageOffset));
}
