/** What an image's bytes tell without decoding them. */

import { endsWell, isCutOff } from '../io/cut-off.js';
import { MOST_PIXELS } from '../io/decode-image.js';
import { type ImageFacts, imageFacts } from '../io/image-facts.js';
import { isJpeg, jpegSegments, START_OF_SCAN } from '../io/jpeg-segments.js';

/** An image that need not be in memory. */
export interface ImageBytes {
  /** Its first bytes, some thousands if there are as many. */
  beginning: Buffer;
  /** Its last bytes. */
  end: Buffer;
  length: number;
  /** Reads the first `length` bytes. */
  read: (length: number) => Promise<Buffer>;
}

/** What {@link checkImage} has found out. */
export interface CheckedImage {
  facts: ImageFacts | undefined;
  /** Why it cannot be decoded as a whole; `undefined` when nothing speaks against it. */
  damage: string | undefined;
}

/** EXIF data and colour profiles in front of the size are hardly ever longer. */
const LONG_HEADER = 256 * 1024;

/** What an image's beginning and end say when nothing is wrong with it; `undefined` when more has to be read. */
export function checkEnds({ beginning, end }: ImageBytes): CheckedImage | undefined {
  const segments = isJpeg(beginning) ? jpegSegments(beginning) : undefined;
  if (segments !== undefined && segments.at(-1)?.marker !== START_OF_SCAN) return undefined;
  const facts = imageFacts(beginning, segments);
  if (facts === undefined || facts.width * facts.height > MOST_PIXELS) return undefined;
  return endsWell(beginning, end) && { facts, damage: undefined };
}

/** Looks at an image's beginning and end, and at more of it where they do not tell. */
export async function checkImage(image: ImageBytes): Promise<CheckedImage> {
  if (image.length === 0) return { facts: undefined, damage: 'empty' };
  const beginning = await headerOf(image);
  const facts = imageFacts(beginning);
  return { facts, damage: await damageOf(image, beginning, facts) };
}

async function headerOf({ beginning, length, read }: ImageBytes): Promise<Buffer> {
  if (!isJpeg(beginning) || reachesPicture(beginning)) return beginning;
  const more = Math.min(length, LONG_HEADER);
  return beginning.length >= more ? beginning : await read(more);
}

async function damageOf(
  { end, length, read }: ImageBytes,
  beginning: Buffer,
  facts: ImageFacts | undefined,
): Promise<string | undefined> {
  if (facts === undefined) {
    const bytes = beginning.subarray(0, 4).toString('hex');
    return isJpeg(beginning) ? 'not a whole JPEG header' : `no image: it begins with ${bytes}`;
  }
  const { width, height } = facts;
  if (width * height > MOST_PIXELS) return `too large: ${width}×${height} pixels`;
  const hasPicture = !isJpeg(beginning) || reachesPicture(beginning);
  if (hasPicture && endsWell(beginning, end)) return undefined;
  const whole = beginning.length === length ? beginning : await read(length);
  if (isJpeg(whole) && !reachesPicture(whole)) return 'damaged before the picture';
  return isCutOff(whole) ? 'cut off' : undefined;
}

function reachesPicture(jpeg: Buffer): boolean {
  return jpegSegments(jpeg).at(-1)?.marker === START_OF_SCAN;
}
