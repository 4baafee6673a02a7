/** What a record file holds, seen before the first batch. */

import { FineTuneError } from '../errors.js';
import type { ImageDimensions } from '../io/image-dimensions.js';
import { imageFacts } from '../io/image-facts.js';
import { parseImageHeader } from '../recordio/image-header.js';
import { readIndexFile } from '../recordio/index-file.js';
import { type ScannedRecord, scanRecords } from '../recordio/scan.js';

/** How many wrong records are named. */
const NAMED_OFFENDERS = 5;

/** A record file in numbers. */
export interface Dataset {
  file: string;
  images: number;
  /** How many images each class has. */
  classCounts: number[];
  /** The shorter side of the images, when all that could be looked at have the same; else `null`. */
  shorterSide: number | null;
  /** How many images are smaller than the network's input. */
  small: number;
  /** The shortest side of any image; infinite when none could be looked at. */
  shortestSide: number;
}

interface Offender {
  offset: number;
  id: bigint;
  label: number;
}

/** What the images have to fit. */
export interface DatasetNeeds {
  /** The index file, or an empty text. */
  index: string;
  numClasses: number;
  /** The network's input. */
  height: number;
  width: number;
}

/**
 * Goes over all records of a file, without decoding images, and checks every label and the index.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a damaged file, a label that is no class, packed label vectors, or an
 * index of another file
 */
export async function inspectDataset(
  file: string,
  needs: DatasetNeeds,
  signal?: AbortSignal,
): Promise<Dataset> {
  const indexed = needs.index === '' ? undefined : await readIndexFile(needs.index);
  const classCounts = new Array<number>(needs.numClasses).fill(0);
  const offenders = new Offenders();
  const sides = new Set<number>();
  let images = 0;
  let small = 0;
  let shortestSide = Number.POSITIVE_INFINITY;
  for await (const record of scanRecords(file)) {
    signal?.throwIfAborted();
    indexed?.check(file, record.offset);
    const { label, id, size } = readRecord(file, record);
    images++;
    const count = classCounts[label];
    if (count === undefined) offenders.add({ offset: record.offset, id, label });
    else classCounts[label] = count + 1;
    if (size === undefined) continue;
    const side = Math.min(size.width, size.height);
    sides.add(side);
    shortestSide = Math.min(shortestSide, side);
    if (size.width < needs.width || size.height < needs.height) small++;
  }
  indexed?.checkEnd(file);
  offenders.throwIfAny(file, needs.numClasses, images);
  const [shorterSide = null] = sides.size === 1 ? sides : [];
  return { file, images, classCounts, shorterSide, small, shortestSide };
}

/** Labels that are no class. */
class Offenders {
  #count = 0;
  readonly #first: Offender[] = [];

  add(offender: Offender): void {
    this.#count++;
    if (this.#first.length < NAMED_OFFENDERS) this.#first.push(offender);
  }

  throwIfAny(file: string, numClasses: number, images: number): void {
    if (this.#count === 0) return;
    const list = this.#first.map(
      ({ offset, id, label }) => `label ${label} (image ${id}, offset ${offset})`,
    );
    const more = this.#count - this.#first.length;
    throw new FineTuneError(
      'ERR_DATA',
      `${this.#count} of ${images} labels in ${file} are not whole numbers from 0 to ${numClasses - 1}: ` +
        `${list.join(', ')}${more > 0 ? `, and ${more} more` : ''}. Check --num-classes, or pack the file again`,
    );
  }
}

function readRecord(
  file: string,
  { offset, head, length }: ScannedRecord,
): { label: number; id: bigint; size: ImageDimensions | undefined } {
  const header = parseImageHeader(head);
  if (header === undefined) {
    throw new FineTuneError(
      'ERR_DATA',
      `the record at offset ${offset} of ${file} is no image record: it has ${length} bytes and no room for a header`,
    );
  }
  const [label = Number.NaN, ...more] = header.labels;
  if (more.length > 0) {
    throw new FineTuneError(
      'ERR_DATA',
      `the record at offset ${offset} of ${file} has ${header.labels.length} labels; fine-tuning needs exactly one. ` +
        'Pack the file without --pack-label',
    );
  }
  if (length === header.imageOffset) {
    throw new FineTuneError(
      'ERR_DATA',
      `the record at offset ${offset} of ${file} (image ${header.id}) has no image. Pack the file again`,
    );
  }
  return { label, id: header.id, size: imageFacts(head.subarray(header.imageOffset)) };
}
