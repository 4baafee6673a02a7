/** What is learned of a record file, record by record. */

import type { ImageFacts } from '../io/image-facts.js';
import { type ImageHeader, parseImageHeader } from '../recordio/image-header.js';
import type { PayloadReader } from '../recordio/payload-reader.js';
import type { Damage, ScannedRecord } from '../recordio/scan.js';
import { checkEnds, checkImage, type ImageBytes } from './check-image.js';
import type { ExamineOptions } from './examine-options.js';
import { type Finding, listPlaces, type Place, singleFinding } from './finding.js';
import { Fingerprints, fingerprint } from './fingerprint.js';
import { ImageProblems } from './image-problems.js';
import { traitsOf, uprightSize } from './image-traits.js';
import type { BadRecord, RecordReport } from './record-report.js';

/** Labels that float32 cannot tell from their neighbours are no classes. */
const MOST_CLASSES = 2 ** 24;

/** Collects; the file is read by {@link examineRecords}. */
export class RecordExamination {
  readonly #file: string;
  readonly #options: ExamineOptions;
  readonly #problems = new ImageProblems();
  readonly #damages: Damage[] = [];
  readonly #bad: BadRecord[] = [];
  readonly #labels = new Map<number, number>();
  readonly #prints = new Fingerprints<number>();
  readonly #sides = new Set<number>();
  #records = 0;
  #images = 0;
  #changes = 0;
  #lastLabel: number | undefined;

  constructor(file: string, options: ExamineOptions) {
    this.#file = file;
    this.#options = options;
  }

  damage(damage: Damage): void {
    this.#damages.push(damage);
    this.#bad.push({ ...damage, id: undefined });
  }

  /** @returns what has to be waited for, when more has to be read */
  record(record: ScannedRecord, payloads: PayloadReader): Promise<void> | undefined {
    this.#records++;
    const header = parseImageHeader(record.head);
    if (header === undefined) return this.#withLongHeader(record, payloads);
    return this.#withHeader(record, header, payloads);
  }

  report(bytes: number): RecordReport {
    const { needs, checks = [] } = this.#options;
    const pathOf = (id: string): string | undefined =>
      checks.map((check) => check.pathOf?.(id)).find((path) => path !== undefined);
    const set = {
      file: this.#file,
      total: this.#records,
      numClasses: needs.numClasses,
      imageShape: needs.imageShape.join(','),
    };
    const [shorterSide = null] = this.#sides.size === 1 ? this.#sides : [];
    return {
      file: this.#file,
      bytes,
      images: this.#images,
      labels: this.#labels,
      changes: this.#changes,
      shorterSide,
      shortestSide: Math.min(...this.#sides),
      small: this.#problems.count('small'),
      bad: this.#bad,
      prints: this.#prints,
      pathOf,
      findings: [
        ...this.#damageFindings(),
        ...this.#problems.findings(set, pathOf),
        ...checks.flatMap((check) => check.findings()),
      ],
    };
  }

  /** Long lists of labels do not fit into what was looked at. */
  async #withLongHeader(record: ScannedRecord, payloads: PayloadReader): Promise<void> {
    const { offset, length } = record;
    const header = parseImageHeader(await payloads.read(offset));
    if (header !== undefined) {
      await this.#withHeader(record, header, payloads);
      return;
    }
    for (const check of this.#options.checks ?? []) check.record(offset, undefined);
    const reason = `it has ${length} bytes and no room for a header`;
    this.#problems.add('no-image-record', { offset, reason });
    this.#reject(record, undefined, reason);
  }

  #withHeader(
    record: ScannedRecord,
    header: ImageHeader,
    payloads: PayloadReader,
  ): Promise<void> | undefined {
    const { offset, length, head, tail } = record;
    const { imageOffset } = header;
    for (const check of this.#options.checks ?? []) check.record(offset, header);
    const label = this.#labelOf(record, header);
    const image: ImageBytes = {
      beginning: head.subarray(imageOffset),
      end: tail,
      length: length - imageOffset,
      read: async (bytes) =>
        (await payloads.read(offset)).subarray(imageOffset, imageOffset + bytes),
    };
    const { formats, faults } = this.#options;
    const facts = faults?.has(offset) ? undefined : checkEnds(image)?.facts;
    if (facts === undefined || !formats.isPlain(facts)) {
      return this.#lookCloser(record, header, image, label);
    }
    this.#describe(facts, true, () => placeOf(record, header));
    this.#use(record, image, label);
    return undefined;
  }

  #labelOf(record: ScannedRecord, header: ImageHeader): number | undefined {
    const { labels } = header;
    const [label = Number.NaN] = labels;
    const { numClasses = MOST_CLASSES } = this.#options.needs;
    if (labels.length !== 1) {
      const reason = `${labels.length} labels`;
      this.#problems.add('several-labels', { ...placeOf(record, header), reason });
    } else if (!Number.isInteger(label) || label < 0 || label >= numClasses) {
      this.#problems.add('label', { ...placeOf(record, header), reason: `label ${label}` });
    } else {
      return label;
    }
    return undefined;
  }

  /** Examines what its beginning and end alone do not settle. */
  async #lookCloser(
    record: ScannedRecord,
    header: ImageHeader,
    image: ImageBytes,
    label: number | undefined,
  ): Promise<void> {
    const { formats, faults } = this.#options;
    const { facts, damage } = await checkImage(image);
    const reason =
      damage ??
      (await this.#unreadable(facts, () => image.read(image.length))) ??
      faults?.get(record.offset);
    if (reason !== undefined) {
      this.#problems.add('damaged', { ...placeOf(record, header), reason });
      this.#reject(record, header.id, reason);
      return;
    }
    if (facts !== undefined) {
      const comesUpright = facts.orientation === 1 || (await formats.turns(facts.format));
      this.#describe(facts, comesUpright, () => placeOf(record, header));
    }
    this.#use(record, image, label);
  }

  async #unreadable(
    facts: ImageFacts | undefined,
    read: () => Promise<Buffer>,
  ): Promise<string | undefined> {
    if (facts === undefined || (await this.#options.formats.reads(facts.format, read))) {
      return undefined;
    }
    return `libmxnet reads no ${facts.format.toUpperCase()}`;
  }

  #describe(facts: ImageFacts, comesUpright: boolean, place: () => Place): void {
    const { width, height } = uprightSize(facts);
    this.#sides.add(Math.min(width, height));
    for (const [kind, reason] of traitsOf(facts, this.#options.needs, comesUpright)) {
      this.#problems.add(kind, { ...place(), reason });
    }
  }

  #use({ offset }: ScannedRecord, image: ImageBytes, label: number | undefined): void {
    this.#prints.add(fingerprint(image.beginning, image.end, image.length), offset);
    this.#images++;
    if (label === undefined) return;
    this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
    if (this.#lastLabel !== undefined && this.#lastLabel !== label) this.#changes++;
    this.#lastLabel = label;
  }

  #reject({ offset, end }: ScannedRecord, id: bigint | undefined, reason: string): void {
    this.#bad.push({ offset, end, id, reason });
  }

  /** The first damaged place is told as it is, others by their number. */
  #damageFindings(): Finding[] {
    const [first, ...more] = this.#damages;
    if (first === undefined) return [];
    const places = this.#damages.map(({ offset, end, reason }) => ({
      offset,
      reason: `${end - offset} bytes: ${reason.replace(/\. .*/, '')}`,
    }));
    const message =
      more.length === 0
        ? `${this.#file} ${first.reason}`
        : `${this.#file} is damaged at ${places.length} places: ${listPlaces(places)}. Copy or pack the file again`;
    const finding = singleFinding('damaged-file', 'error', this.#file, message);
    return [{ ...finding, count: places.length, places }];
  }
}

function placeOf({ offset }: ScannedRecord, { id }: ImageHeader): Place {
  return { id: String(id), offset };
}
