/** From an encoded image to the network's input, with libmxnet's own decoder and resizer. */

import { FineTuneError } from '../errors.js';
import { decodeImage, MOST_PIXELS } from '../io/decode-image.js';
import type { ImageDimensions } from '../io/image-dimensions.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';

/** What is done to an image. */
export interface Preprocessing {
  /** Channels, height, width of the network's input. */
  imageShape: readonly [channels: number, height: number, width: number];
  rgbMean: readonly [red: number, green: number, blue: number];
  rgbStd: readonly [red: number, green: number, blue: number];
  /** The length of the shorter side before the centre is cut out; `null` leaves the size. */
  resize: number | null;
}

/** Interpolations of `_cvimresize`, as OpenCV numbers them. */
const BILINEAR = 1;
const CUBIC = 2;
const AREA = 3;

/**
 * Decodes, resizes, cuts the centre out and normalizes one image.
 *
 * @param encoded - a JPEG, PNG or other file that OpenCV reads
 * @param target - where the values go: channels, then rows, then columns
 * @throws {@link FineTuneError} `ERR_DATA` when the image cannot be decoded
 */
export async function preprocess(
  encoded: Uint8Array,
  { imageShape: [channels, height, width], rgbMean, rgbStd, resize }: Preprocessing,
  target: Float32Array,
): Promise<void> {
  using decoded = await decodeImage(encoded, channels);
  const [rows = 0, columns = 0] = decoded.shape;
  const wanted = targetSize({ height: rows, width: columns }, resize, { height, width });
  if (wanted.height * wanted.width > MOST_PIXELS) {
    throw new FineTuneError(
      'ERR_DATA',
      `the image is too long and narrow to be resized: ${columns}×${rows} pixels`,
    );
  }
  using resized = resizeTo(decoded, { height: rows, width: columns }, wanted);
  const pixels = await resized.data<Uint8Array>();
  const cut = {
    top: Math.trunc((wanted.height - height) / 2),
    left: Math.trunc((wanted.width - width) / 2),
  };
  for (let channel = 0; channel < channels; channel++) {
    const mean = Math.fround(rgbMean[channel] ?? 0);
    const factor = Math.fround(1 / Math.fround(rgbStd[channel] ?? 1));
    let at = channel * height * width;
    for (let row = 0; row < height; row++) {
      const start = ((cut.top + row) * wanted.width + cut.left) * channels + channel;
      for (let column = 0; column < width; column++) {
        const pixel = pixels[start + column * channels] as number;
        // As in ImageRecordIter, rounded to float32 after each step.
        target[at++] = Math.fround(pixel - mean) * factor;
      }
    }
  }
}

/** The shorter side as wanted, then enlarged, if it has to be, until the network's input fits. */
function targetSize(
  size: ImageDimensions,
  resize: number | null,
  least: ImageDimensions,
): ImageDimensions {
  let { height, width } = size;
  if (resize !== null && Math.min(height, width) !== resize) {
    const portrait = height > width;
    const long = Math.floor((resize * Math.max(height, width)) / Math.min(height, width));
    height = portrait ? long : resize;
    width = portrait ? resize : long;
  }
  if (height < least.height) {
    width = Math.trunc((least.height / height) * width);
    height = least.height;
  }
  if (width < least.width) {
    height = Math.trunc((least.width / width) * height);
    width = least.width;
  }
  return { height, width };
}

/** Averages over areas when it shrinks, interpolates with cubics when it enlarges. */
function resizeTo(image: NDArray, from: ImageDimensions, to: ImageDimensions): NDArray {
  if (from.height === to.height && from.width === to.width) return image.slice(0, from.height);
  const shrinks = to.height < from.height && to.width < from.width;
  const grows = to.height > from.height && to.width > from.width;
  const interp = shrinks ? AREA : grows ? CUBIC : BILINEAR;
  return invokeOne('_cvimresize', [image], { w: to.width, h: to.height, interp });
}
