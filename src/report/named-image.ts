/** Images that have names. */

import { FineTuneError } from '../errors.js';
import { whyUnreadable } from '../files/readable.js';
import type { BatchItem } from '../predictor/batch-predictor.js';

/** An image with the name that stands for it. */
export interface NamedImage extends BatchItem {
  name: string;
}

/**
 * An image of a file; that it cannot be read is told as if it could not be decoded.
 *
 * @param name - what is told of it: need not be a path
 * @param read - gives the bytes of the file, when it is the image's turn
 */
export function namedImage(name: string, read: () => Promise<Uint8Array>): NamedImage {
  return {
    name,
    read: async () => {
      try {
        return await read();
      } catch (cause) {
        throw new FineTuneError('ERR_DATA', `the image ${whyUnreadable(cause)}`, { cause });
      }
    },
  };
}
