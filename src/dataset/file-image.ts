/** Image files, of which only beginning and end are read. */

import { open } from 'node:fs/promises';
import { isMissing, readWhole, requireFile, whyGone, whyUnreadable } from '../files/readable.js';
import type { ImageBytes } from './check-image.js';

const BEGINNING_BYTES = 4096;
const END_BYTES = 64;

/**
 * Opens an image file.
 *
 * @returns why it cannot be read, as a text
 */
export async function openImage(file: string): Promise<ImageBytes | string> {
  try {
    await requireFile(file);
    await using handle = await open(file);
    const { size: length } = await handle.stat();
    const part = async (position: number, bytes: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(Math.min(bytes, length));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    };
    return {
      beginning: await part(0, BEGINNING_BYTES),
      end: await part(Math.max(0, length - END_BYTES), END_BYTES),
      length,
      read: async (bytes) => (await readWhole(file)).subarray(0, bytes),
    };
  } catch (error) {
    return isMissing(error) ? whyGone(file) : whyUnreadable(error);
  }
}
