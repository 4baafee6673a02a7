/** How data are looked at. */

import type { Faults } from './decode-records.js';
import type { FormatSupport } from './format-support.js';
import type { ImageNeeds } from './image-traits.js';
import type { RecordCheck } from './record-check.js';

/** Options of an examination. */
export interface ExamineOptions {
  needs: ImageNeeds;
  formats: FormatSupport;
  /** Images of which it is known already that they cannot be decoded. */
  faults?: Faults | undefined;
  /** What else looks at the records. */
  checks?: readonly RecordCheck[];
  signal?: AbortSignal | undefined;
}
