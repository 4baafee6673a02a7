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
  const sizeText = () => `${size.width}×${size.height}`;
  const traits: [kind: ImageProblem, reason: string | undefined][] = [];
  if (colour === 'gray' && channels !== 1) traits.push(['gray', undefined]);
  if (alpha && channels !== 4) traits.push(['transparent', undefined]);
  if (colour === 'cmyk') traits.push(['cmyk', undefined]);
  if (depth > 8) traits.push(['deep', `${depth} bits`]);
  if (!comesUpright) traits.push(['turned', `orientation ${orientation}`]);
  if (size.width < width || size.height < height) traits.push(['small', sizeText()]);
  if (facts.width * facts.height > HUGE_PIXELS) traits.push(['huge', sizeText()]);
  return traits;
}
