/** Images in words. */

import type { ImagePlace } from './evaluation.js';

/** An image as messages name it. */
export function placeText({ file, id, offset }: ImagePlace): string {
  if (file !== null) return file;
  return offset === null ? `image ${id}` : `image ${id}, at offset ${offset}`;
}
