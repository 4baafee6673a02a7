/** Lists of images (`im2rec.py --list`). */

import { PythonRandom } from '../numeric/python-random.js';
import { isListable, type ListItem } from '../recordio/list-file.js';
import { findImages } from './find-images.js';

/** Options of {@link makeLists}, by im2rec's names. */
export interface ListOptions {
  /** Endings with their points, in small letters. @defaultValue `.jpeg`, `.jpg`, `.png` */
  exts: readonly string[];
  /** In how many pieces the list is cut. @defaultValue 1 */
  chunks: number;
  /** Share of the images to train with. @defaultValue 1 */
  trainRatio: number;
  /** Share of the images to test with. @defaultValue 0 */
  testRatio: number;
  /** Each folder gets a label; otherwise only the folder's own images are taken, and all have label 0. @defaultValue false */
  recursive: boolean;
  /** @defaultValue true */
  shuffle: boolean;
}

/** One list, not yet written. */
export interface ImageList {
  file: string;
  items: readonly ListItem[];
}

/** What {@link makeLists} has made. */
export interface ImageLists {
  lists: ImageList[];
  /** Folders by their labels. */
  folders: string[];
  /** What was passed over, and why. */
  skipped: string[];
}

/** im2rec's own, so that lists are the same. */
const SEED = 100;

/**
 * Lists the images below a folder: the same lines, in the same order, as MXNet's im2rec.py writes.
 *
 * @param prefix - beginning of the lists' names
 * @throws {@link FineTuneError} `ERR_DATA` when the folder cannot be read
 */
export async function makeLists(
  prefix: string,
  root: string,
  options: ListOptions,
): Promise<ImageLists> {
  const { exts: endings, recursive, chunks } = options;
  const { images, folders, skipped } = await findImages(root, { endings, recursive });
  const items: ListItem[] = [];
  for (const { path, label } of images) {
    if (isListable(path)) items.push({ index: items.length, labels: [label], path });
    else skipped.push(`${JSON.stringify(path)}: a list cannot hold this name`);
  }
  if (options.shuffle) new PythonRandom(SEED).shuffle(items);
  const size = Math.ceil(items.length / chunks);
  const lists = Array.from({ length: chunks }, (_, i) => {
    const name = chunks === 1 ? prefix : `${prefix}_${i}`;
    return split(name, items.slice(i * size, (i + 1) * size), size, options);
  });
  return { lists: lists.flat(), folders, skipped };
}

function split(
  name: string,
  items: readonly ListItem[],
  size: number,
  { trainRatio, testRatio }: ListOptions,
): ImageList[] {
  if (trainRatio === 1) return [{ file: `${name}.lst`, items }];
  const tested = Math.trunc(size * testRatio);
  const trained = tested + Math.trunc(size * trainRatio);
  const lists: ImageList[] = [];
  if (testRatio !== 0) lists.push({ file: `${name}_test.lst`, items: items.slice(0, tested) });
  if (trainRatio + testRatio < 1) {
    lists.push({ file: `${name}_val.lst`, items: items.slice(trained) });
  }
  lists.push({ file: `${name}_train.lst`, items: items.slice(tested, trained) });
  return lists;
}
