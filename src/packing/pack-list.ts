/** Record files from lists of images (`im2rec.py`). */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pMapIterable } from 'p-map';
import { FineTuneError } from '../errors.js';
import { readWhole, whyUnreadable } from '../files/readable.js';
import { imageHeader } from '../recordio/encode.js';
import type { ListItem } from '../recordio/list-file.js';
import { type NewRecord, writeRecordFile } from '../recordio/record-file.js';
import { type EncodeOptions, encodeImage } from './encode-image.js';

/** How a list is packed, by im2rec's names. */
export interface PackOptions extends EncodeOptions {
  /** Store the files as they are. @defaultValue false */
  passThrough: boolean;
  /** Store all labels of an image. @defaultValue false: the first one */
  packLabel: boolean;
  /** Processors to work with: each has three images under way. @defaultValue as many as the machine has */
  numThread: number;
}

/** im2rec's defaults, where it has the right ones. */
export const PACK_DEFAULTS: PackOptions = {
  resize: 0,
  centerCrop: false,
  quality: 95,
  color: 1,
  encoding: '.jpg',
  passThrough: false,
  packLabel: false,
  numThread: availableParallelism(),
};

/** An image that could not be packed. */
export interface LeftOut {
  path: string;
  reason: string;
}

/** What has become of a list. */
export interface PackedList {
  /** Records written. */
  records: number;
  leftOut: LeftOut[];
}

/** How {@link packList} talks to its surroundings. */
export interface PackContext {
  signal?: AbortSignal | undefined;
  /** Told after each image. */
  onImage?: () => void;
  /** How errors call the images. @defaultValue the record file */
  name?: string;
}

/**
 * Packs the images of a list, in its order, into a record file with its index. Images that cannot be packed are left out and
 * told; the others keep their numbers.
 *
 * @param root - the folder of the list's paths, of which some may be absolute
 * @throws {@link FineTuneError} `ERR_DATA` when no image at all can be packed; the signal's reason
 */
export async function packList(
  file: string,
  items: readonly ListItem[],
  root: string,
  options: PackOptions,
  { signal, onImage = () => {}, name = file }: PackContext = {},
): Promise<PackedList> {
  const leftOut: LeftOut[] = [];
  async function* records(): AsyncGenerator<NewRecord> {
    const packed = pMapIterable(items, (item) => packItem(item, root, options), {
      // While one image is read and another is handed over, a processor has a third one to work on.
      concurrency: 3 * options.numThread,
      // Results that wait for an earlier one do not hold the others up.
      backpressure: 8 * options.numThread,
    });
    for await (const result of packed) {
      signal?.throwIfAborted();
      onImage();
      if ('reason' in result) leftOut.push(result);
      else yield result;
    }
    if (leftOut.length === items.length) throw nothingLeft(name, leftOut);
  }
  return { records: await writeRecordFile(file, records()), leftOut };
}

async function packItem(
  { index, labels, path }: ListItem,
  root: string,
  options: PackOptions,
): Promise<NewRecord | LeftOut> {
  try {
    const source = await readWhole(resolve(root, path));
    const isVector = options.packLabel && labels.length > 1;
    const header = imageHeader({ id: index, labels: isVector ? labels : labels.slice(0, 1) });
    const image = options.passThrough ? source : await encodeImage(source, options);
    return { key: index, payload: Buffer.concat([header, image]) };
  } catch (error) {
    if (error instanceof FineTuneError && error.code === 'ERR_DATA') {
      return { path, reason: error.message };
    }
    return { path, reason: `the file ${whyUnreadable(error)}` };
  }
}

function nothingLeft(name: string, [first]: readonly LeftOut[]): FineTuneError {
  const example = first === undefined ? 'the list is empty' : `${first.path}: ${first.reason}`;
  return new FineTuneError('ERR_DATA', `no image of ${name} can be packed: ${example}`);
}
