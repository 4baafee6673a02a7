/** A record file in numbers, as a run needs them. */

import { classCounts } from '../dataset/examine-pair.js';
import type { RecordReport } from '../dataset/record-report.js';

/** What a run trains or validates on. */
export interface Dataset {
  /** As it was named. */
  file: string;
  /** Images that are used. */
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

/** The numbers of a file that was looked at. */
export function datasetOf(report: RecordReport, numClasses: number): Dataset {
  const { file, images, shorterSide, small, shortestSide } = report;
  const counts = classCounts(report, numClasses);
  return { file, images, classCounts: counts, shorterSide, small, shortestSide };
}
