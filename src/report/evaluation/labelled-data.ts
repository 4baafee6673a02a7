/** Images whose classes are known. */

import { stat } from 'node:fs/promises';
import type { ImagePlace } from './evaluation.js';
import { openFolder } from './labelled-folder.js';
import { openRecords } from './labelled-records.js';

/** An image with its class. */
export interface LabelledImage {
  place: ImagePlace;
  /** The place of its class among the names of the data. */
  label: number;
  /** The bytes of its file. */
  read: () => Promise<Uint8Array>;
}

/** A record file or a folder of images. */
export interface LabelledData extends AsyncDisposable {
  /** As it was named. */
  path: string;
  /**
   * What each label may be called, the better name first; `undefined` when the data have no names but the numbers of the
   * classes.
   */
  names: ReadonlyMap<number, readonly string[]> | undefined;
  /** Whether the labels may be taken for the numbers of a network's outputs when its classes have no names. */
  areNumbers: boolean;
  /** How many there are, when it is known. */
  count: number | undefined;
  /** What is worth knowing about the data. */
  notes: readonly string[];
  /** Every image once, in order. */
  images: () => AsyncIterable<LabelledImage>;
}

/**
 * Opens a record file, with the list beside it if there is one, or a folder with one folder of images for each class.
 *
 * @param classNames - of the labels of a record file, instead of the folders in the list
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read
 */
export async function openLabelledData(
  path: string,
  classNames: readonly string[] | undefined,
): Promise<LabelledData> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ? await openFolder(path) : await openRecords(path, classNames);
}
