/** Whether a list belongs to a record file. */

import type { ImageHeader } from '../recordio/image-header.js';
import type { ListItem } from '../recordio/list-file.js';
import { are, counted, have } from '../text/plural.js';
import { type Finding, type Place, placesFinding } from './finding.js';
import type { RecordCheck } from './record-check.js';

/** Compares the records' numbers and labels with a list. */
export class ListCheck implements RecordCheck {
  readonly #recordFile: string;
  readonly #file: string;
  readonly #items: Map<number, ListItem>;
  readonly #seen = new Set<number>();
  readonly #strangers: Place[] = [];
  readonly #others: Place[] = [];
  #repeated = 0;

  constructor(recordFile: string, file: string, items: readonly ListItem[]) {
    this.#recordFile = recordFile;
    this.#file = file;
    this.#items = new Map(items.map((item) => [item.index, item]));
  }

  record(offset: number, header: ImageHeader | undefined): void {
    if (header === undefined) return;
    const id = Number(header.id);
    if (this.#seen.has(id)) this.#repeated++;
    this.#seen.add(id);
    const item = this.#items.get(id);
    if (item !== undefined && sameLabels(header.labels, item.labels)) return;
    const place = { id: String(header.id), offset };
    if (item === undefined) {
      this.#strangers.push(place);
    } else {
      const reason = `label ${header.labels.join(' ')} instead of ${item.labels.join(' ')}`;
      this.#others.push({ path: item.path, ...place, reason });
    }
  }

  pathOf(id: string): string | undefined {
    return this.#isComparable() ? this.#items.get(Number(id))?.path : undefined;
  }

  findings(): Finding[] {
    if (!this.#isComparable()) return [];
    const missing = [...this.#items.values()]
      .filter(({ index }) => !this.#seen.has(index))
      .map(({ index, path }) => ({ path, id: String(index) }));
    const [file, records] = [this.#file, this.#recordFile];
    const remedy = 'Pack the file again, or remove the list';
    return [
      ...placesFinding(
        'list',
        'error',
        file,
        this.#others,
        (count, list) =>
          `${counted(count, 'record')} of ${records} ${have(count)} another label than ${file} says: ${list}`,
        remedy,
      ),
      ...placesFinding(
        'list',
        'error',
        file,
        this.#strangers,
        (count, list) =>
          `${counted(count, 'record')} of ${records} ${are(count)} not in ${file}: ${list}`,
        remedy,
      ),
      ...placesFinding(
        'list',
        'warning',
        file,
        missing,
        (count, list) =>
          `${counted(count, 'image')} of ${file} ${are(count)} not in ${records}: ${list}`,
      ),
    ];
  }

  /** Records that all have number 0 are not. */
  #isComparable(): boolean {
    return this.#repeated === 0;
  }
}

/** A record has the first label of a line, unless all were packed. Both are rounded. */
function sameLabels(packed: readonly number[], listed: readonly number[]): boolean {
  return packed.every((label, i) => {
    const other = listed[i] ?? Number.NaN;
    return Math.abs(label - other) <= 1e-6 * Math.max(1, Math.abs(other));
  });
}
