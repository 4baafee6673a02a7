/** Something that is compared with every record of a file. */

import type { ImageHeader } from '../recordio/image-header.js';
import type { Finding } from './finding.js';

/** Sees all records, and then tells what it has found. */
export interface RecordCheck {
  /** @param header - `undefined` when the record is no image record */
  record(offset: number, header: ImageHeader | undefined): void;
  findings(): Finding[];
  /** The path of an image by its number, for those who know it; asked when all records were seen. */
  pathOf?(id: string): string | undefined;
}
