/** What of an image matters for training. */

import type { ImageDimensions } from '../io/image-dimensions.js';
import type { ImageFacts } from '../io/image-facts.js';
import type { ImageProblem } from './image-problems.js';

/** What images have to fit. */
export interface ImageNeeds {
  /** Classes; `undefined` when it is not known how many there should be. */
  numClasses: number | undefined;
  /** Channels, height, width of the network's input. */
  imageShape: readonly [channels: number, height: number, width: number];
}

/** More pixels than training can use; decoding them takes seconds. */
const HUGE_PIXELS = 50e6;

/** Orientations from here on change rows and columns. */
const FIRST_TRANSPOSED = 5;

/** An image's size when it is upright. */
export function uprightSize({ width, height, orientation }: ImageFacts): ImageDimensions {
  return orientation >= FIRST_TRANSPOSED ? { width: height, height: width } : { width, height };
}

/**
 * What has to be said about an image that can be decoded.
 *
 * @param comesUpright - whether it is upright when libmxnet has decoded it
 */
export function traitsOf(
  facts: ImageFacts,
  { imageShape: [channels, height, width] }: ImageNeeds,
  comesUpright: boolean,
): [kind: ImageProblem, reason: string | undefined][] {
  const size = uprightSize(facts);
  const { colour, alpha, depth, orientation } = facts;
  const traits: (readonly [kind: ImageProblem, applies: boolean, reason?: string])[] = [
    ['gray', colour === 'gray' && channels !== 1],
    ['transparent', alpha && channels !== 4],
    ['cmyk', colour === 'cmyk'],
    ['deep', depth > 8, `${depth} bits`],
    ['turned', !comesUpright, `orientation ${orientation}`],
    ['small', size.width < width || size.height < height, `${size.width}×${size.height}`],
    ['huge', facts.width * facts.height > HUGE_PIXELS, `${size.width}×${size.height}`],
  ];
  return traits.filter(([, applies]) => applies).map(([kind, , reason]) => [kind, reason]);
}
