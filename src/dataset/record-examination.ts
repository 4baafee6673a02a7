/** What is learned of a record file, record by record. */

import type { ImageFacts } from '../io/image-facts.js';
import { type ImageHeader, parseImageHeader } from '../recordio/image-header.js';
import type { PayloadReader } from '../recordio/payload-reader.js';
import type { Damage, ScannedRecord } from '../recordio/scan.js';
import { checkImage } from './check-image.js';
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

  async record(record: ScannedRecord, payloads: PayloadReader): Promise<void> {
    const { offset, length, head } = record;
    this.#records++;
    // Long lists of labels do not fit into what was looked at.
    const header = parseImageHeader(head) ?? parseImageHeader(await payloads.read(offset));
    for (const check of this.#options.checks ?? []) check.record(offset, header);
    if (header === undefined) {
      const reason = `it has ${length} bytes and no room for a header`;
      this.#problems.add('no-image-record', { offset, reason });
      this.#reject(record, undefined, reason);
      return;
    }
    const place = { id: String(header.id), offset };
    const label = this.#labelOf(header, place);
    const damage = await this.#examineImage(record, header, payloads, place);
    if (damage === undefined) this.#count(label);
    else this.#reject(record, header.id, damage);
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

  #labelOf({ labels }: ImageHeader, place: Place): number | undefined {
    const [label = Number.NaN, ...more] = labels;
    const { numClasses = MOST_CLASSES } = this.#options.needs;
    if (labels.length !== 1) {
      this.#problems.add('several-labels', { ...place, reason: `${more.length + 1} labels` });
    } else if (!Number.isInteger(label) || label < 0 || label >= numClasses) {
      this.#problems.add('label', { ...place, reason: `label ${label}` });
    } else {
      return label;
    }
    return undefined;
  }

  /** @returns why it cannot be used */
  async #examineImage(
    { offset, length, head, tail }: ScannedRecord,
    { imageOffset }: ImageHeader,
    payloads: PayloadReader,
    place: Place,
  ): Promise<string | undefined> {
    const image = {
      beginning: head.subarray(imageOffset),
      end: tail,
      length: length - imageOffset,
      read: async (bytes: number) =>
        (await payloads.read(offset)).subarray(imageOffset, imageOffset + bytes),
    };
    const { facts, damage } = await checkImage(image);
    const reason =
      damage ??
      (await this.#unreadable(facts, () => image.read(image.length))) ??
      this.#options.faults?.get(offset);
    if (reason !== undefined) {
      this.#problems.add('damaged', { ...place, reason });
      return reason;
    }
    if (facts !== undefined) await this.#describe(facts, place);
    this.#prints.add(fingerprint(image.beginning, tail, image.length), offset);
    return undefined;
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

  async #describe(facts: ImageFacts, place: Place): Promise<void> {
    const { needs, formats } = this.#options;
    const { width, height } = uprightSize(facts);
    this.#sides.add(Math.min(width, height));
    const comesUpright = facts.orientation === 1 || (await formats.turns(facts.format));
    for (const [kind, reason] of traitsOf(facts, needs, comesUpright)) {
      this.#problems.add(kind, { ...place, reason });
    }
  }

  #count(label: number | undefined): void {
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
