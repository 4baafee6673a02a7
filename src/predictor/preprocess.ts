/** From an image to the network's input, with libmxnet's own decoder and resizer. */

import type { Interpolation } from '../checkpoint/recipe.js';
import { FineTuneError } from '../errors.js';
import { decodeImage, MOST_PIXELS } from '../io/decode-image.js';
import type { ImageDimensions } from '../io/image-dimensions.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';
import type { RawImage } from './image-input.js';
import { pixelsAsGiven, rawPixels } from './raw-pixels.js';

/** What is done to an image. */
export interface Preprocessing {
  /** Channels, height, width of the network's input. */
  imageShape: readonly [channels: number, height: number, width: number];
  rgbMean: readonly [red: number, green: number, blue: number];
  rgbStd: readonly [red: number, green: number, blue: number];
  /** The length of the shorter side before the centre is cut out; `null` leaves the size. */
  resize: number | null;
  /** @defaultValue `auto` */
  interpolation?: Interpolation | undefined;
}

/** Interpolations of `_cvimresize`, as OpenCV numbers them. */
const BILINEAR = 1;
const CUBIC = 2;
const AREA = 3;

/**
 * Decodes and resizes an image, and cuts the centre out.
 *
 * @param image - a JPEG, PNG or other file that OpenCV reads, or pixels
 * @param mostPixels - larger images are refused before they are decoded
 * @returns rows, columns, channels: what {@link InputNormalizer} takes
 * @throws {@link FineTuneError} `ERR_DATA` when the image cannot be decoded, or is too large
 */
export async function cutOut(
  image: Uint8Array | RawImage,
  preprocessing: Preprocessing,
  mostPixels: number = MOST_PIXELS,
): Promise<Uint8Array> {
  if (!(image instanceof Uint8Array)) {
    const given = pixelsAsGiven(image, preprocessing, mostPixels);
    if (given !== undefined) return given;
  }
  const [channels, height, width] = preprocessing.imageShape;
  using decoded =
    image instanceof Uint8Array
      ? await decodeImage(image, channels, mostPixels)
      : rawPixels(image, channels, mostPixels);
  using part = scope(() => {
    const resized = resizeAll(decoded, preprocessing);
    const [rows = 0, columns = 0] = resized.shape;
    const [top, left] = [Math.trunc((rows - height) / 2), Math.trunc((columns - width) / 2)];
    // `slice` would do it at once, but costs each thread that calls it 5 MB of random states, for ever.
    const middle = resized.slice(top, top + height);
    return invokeOne('slice_axis', [middle], { axis: 1, begin: left, end: left + width });
  });
  return await part.data<Uint8Array>();
}

/** The shorter side as wanted, then enlarged, if it has to be, until the network's input fits. */
function resizeAll(image: NDArray, preprocessing: Preprocessing): NDArray {
  const [height = 0, width = 0] = image.shape;
  let result = image;
  for (const { size, interp } of resizeSteps({ height, width }, preprocessing)) {
    if (size.height * size.width > MOST_PIXELS) {
      throw new FineTuneError(
        'ERR_DATA',
        `the image is too long and narrow to be resized: ${width}×${height} pixels`,
      );
    }
    result = invokeOne('_cvimresize', [result], { w: size.width, h: size.height, interp });
  }
  return result;
}

/** One resizing. */
interface ResizeStep {
  size: ImageDimensions;
  interp: number;
}

function resizeSteps(
  from: ImageDimensions,
  { imageShape: [, height, width], resize, interpolation = 'auto' }: Preprocessing,
): ResizeStep[] {
  const least = { height, width };
  const steps: ResizeStep[] = [];
  let size = from;
  if (resize !== null && Math.min(size.height, size.width) !== resize) {
    size = withShorterSide(size, resize);
    steps.push({ size, interp: interpolation === 'auto' ? bySize(from, size) : BILINEAR });
  }
  // As ImageRecordIter does it, by which the network was trained: rows first, bilinear, in float32.
  if (size.height < least.height) {
    size = { height: least.height, width: scaled(size.width, least.height, size.height) };
    steps.push({ size, interp: BILINEAR });
  }
  if (size.width < least.width) {
    size = { height: scaled(size.height, least.width, size.width), width: least.width };
    steps.push({ size, interp: BILINEAR });
  }
  return steps;
}

function withShorterSide({ height, width }: ImageDimensions, side: number): ImageDimensions {
  const long = Math.floor((side * Math.max(height, width)) / Math.min(height, width));
  return height > width ? { height: long, width: side } : { height: side, width: long };
}

function scaled(length: number, to: number, from: number): number {
  return Math.trunc(Math.fround(Math.fround(to / from) * length));
}

/** Averages over areas when it shrinks, interpolates with cubics when it enlarges (`interp=9` of `mx.image`). */
function bySize(from: ImageDimensions, to: ImageDimensions): number {
  if (to.height < from.height && to.width < from.width) return AREA;
  return to.height > from.height && to.width > from.width ? CUBIC : BILINEAR;
}
