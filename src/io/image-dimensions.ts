/** How large an image is, without decoding it. */

import { imageSize } from 'image-size';

/** Rows and columns of pixels. */
export interface ImageDimensions {
  height: number;
  width: number;
}

/**
 * What an image's own header says.
 *
 * @param encoded - the image, or its beginning
 * @returns `undefined` when there is nothing of the kind within the bytes
 */
export function imageDimensions(encoded: Uint8Array): ImageDimensions | undefined {
  try {
    const { height, width } = imageSize(encoded);
    return { height, width };
  } catch {
    return undefined;
  }
}
