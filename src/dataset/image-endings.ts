/** Names of image files. */

import { endingOf } from '../packing/find-images.js';

/** What endings promise. */
const FORMATS: Readonly<Record<string, string>> = {
  ...{ '.jpg': 'jpeg', '.jpeg': 'jpeg', '.jpe': 'jpeg', '.jfif': 'jpeg', '.png': 'png' },
  ...{ '.webp': 'webp', '.gif': 'gif', '.tif': 'tiff', '.tiff': 'tiff', '.bmp': 'bmp' },
  ...{ '.avif': 'heif', '.pgm': 'pnm', '.ppm': 'pnm', '.pnm': 'pnm' },
};

/** Whether a file is called as an image is. */
export function isImageName(name: string): boolean {
  return Object.hasOwn(FORMATS, endingOf(name));
}

/** Whether a file's name and its contents say the same. */
export function isNamedRightly(name: string, format: string): boolean {
  return FORMATS[endingOf(name)] === format;
}
