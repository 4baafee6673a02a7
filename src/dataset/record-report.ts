/** What a record file holds. */

import type { Finding } from './finding.js';
import type { Fingerprints } from './fingerprint.js';
import type { PathOf } from './path-of.js';

/** A record that cannot be used. */
export interface BadRecord {
  offset: number;
  /** Where the next record begins. */
  end: number;
  /** The record's number; `undefined` where no record could be read. */
  id: bigint | undefined;
  reason: string;
}

/** A record file in numbers. */
export interface RecordReport {
  file: string;
  bytes: number;
  /** Records whose image can be used, as far as it was looked at. */
  images: number;
  /** How many of them each label has; labels that can be no class are left out. */
  labels: Map<number, number>;
  /** How often the label changes from one record to the next. */
  changes: number;
  /** The shorter side of the images, when all that could be looked at have the same; else `null`. */
  shorterSide: number | null;
  /** The shortest side of any image; infinite when none could be looked at. */
  shortestSide: number;
  /** How many images are smaller than the network's input. */
  small: number;
  /** Damaged places and images. */
  bad: BadRecord[];
  /** By the offsets of the records. */
  prints: Fingerprints<number>;
  /** By the list beside the file. */
  pathOf: PathOf;
  findings: Finding[];
}
