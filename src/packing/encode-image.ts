/** Images as they are packed: turned upright, cut, resized and encoded anew. */

import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { FineTuneError } from '../errors.js';
import { isCutOff } from '../io/cut-off.js';
import { decodeImage, MOST_PIXELS } from '../io/decode-image.js';
import { openLibrary } from '../runtime/library.js';

/** 1: red, green, blue, without transparency. 0: gray. -1: as the image is. */
export type ColourMode = -1 | 0 | 1;

/** How images are encoded, by im2rec's names. */
export interface EncodeOptions {
  /** Length of the shorter side; 0 leaves the size. */
  resize: number;
  /** Cut the longer side first, so that a square is left. */
  centerCrop: boolean;
  /** Of JPEG: 1 to 100. Of PNG: compression, 0 to 9. */
  quality: number;
  color: ColourMode;
  encoding: '.jpg' | '.png';
}

/** What sharp decodes here; it also knows texts that describe pictures. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif', 'heif']);

/** How libmxnet makes gray of colours. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Colour profiles are not applied: libmxnet does not, and prediction must see what training saw. */
const INPUT: SharpOptions = { ignoreIcc: true, limitInputPixels: MOST_PIXELS, failOn: 'warning' };

/**
 * Encodes an image anew.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be decoded, or not as a whole
 */
export async function encodeImage(source: Buffer, options: EncodeOptions): Promise<Buffer> {
  if (source.length === 0) throw new FineTuneError('ERR_DATA', 'the image is empty');
  if (isCutOff(source)) throw new FineTuneError('ERR_DATA', 'the image is cut off');
  const { default: sharp } = await import('sharp');
  const metadata = await sharp(source, INPUT)
    .metadata()
    .catch(() => undefined);
  // What sharp does not read, or reads in other colours than libmxnet.
  if (metadata === undefined || !FORMATS.has(metadata.format) || metadata.space === 'cmyk') {
    const { data, ...raw } = await decodeElsewhere(source);
    return await encode(sharp(data, { raw }), { ...raw, space: 'srgb' }, options);
  }
  const { width, height } = metadata.autoOrient;
  const size = { width, height, space: metadata.space };
  try {
    return await encode(sharp(source, INPUT), size, options);
  } catch (cause) {
    if (!isHarmless(cause)) throw undecodable(cause);
    return await encode(sharp(source, { ...INPUT, failOn: 'error' }), size, options).catch(
      (error) => {
        throw undecodable(error);
      },
    );
  }
}

type Size = Pick<Metadata, 'width' | 'height' | 'space'>;

async function encode(image: Sharp, size: Size, options: EncodeOptions): Promise<Buffer> {
  const upright = image.autoOrient();
  const shaped = coloured(resized(upright, size, options), size, options);
  const encoded =
    options.encoding === '.jpg'
      ? shaped.jpeg({ quality: options.quality, optimiseCoding: false })
      : shaped.png({ compressionLevel: options.quality });
  return await encoded.toBuffer();
}

function resized(image: Sharp, size: Size, { centerCrop, resize }: EncodeOptions): Sharp {
  let { width, height } = size;
  let result = image;
  if (centerCrop && width !== height) {
    const side = Math.min(width, height);
    const left = Math.floor((width - side) / 2);
    const top = Math.floor((height - side) / 2);
    result = result.extract({ left, top, width: side, height: side });
    width = side;
    height = side;
  }
  if (resize === 0 || resize === Math.min(width, height)) return result;
  const long = Math.floor((resize * Math.max(width, height)) / Math.min(width, height));
  const target = height > width ? { width: resize, height: long } : { width: long, height: resize };
  return result.resize({ ...target, fit: 'fill', kernel: 'linear' });
}

function coloured(image: Sharp, { space }: Size, { color, encoding }: EncodeOptions): Sharp {
  if (color === 1) return image.removeAlpha().toColourspace('srgb');
  if (color === -1) {
    // JPEG has no transparency; it would be painted over black.
    return encoding === '.png'
      ? image.toColourspace(space)
      : image.removeAlpha().toColourspace(space);
  }
  const luma = [[...LUMA], [...LUMA], [...LUMA]] as Parameters<Sharp['recomb']>[0];
  return image.removeAlpha().toColourspace('srgb').recomb(luma).extractChannel(0);
}

/** With libmxnet's decoder. */
async function decodeElsewhere(
  source: Buffer,
): Promise<{ data: Uint8Array; width: number; height: number; channels: 3 }> {
  try {
    await openLibrary();
  } catch (cause) {
    throw new FineTuneError(
      'ERR_DATA',
      'only libmxnet may read this image, and it cannot be opened',
      {
        cause,
      },
    );
  }
  using image = await decodeImage(source, 3);
  const [height = 0, width = 0] = image.shape;
  return { data: await image.data<Uint8Array>(), width, height, channels: 3 };
}

/** Bytes too many between the picture and its end spoil nothing, nor does an odd header that cameras write. */
function isHarmless(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return !/Corrupt JPEG data: (?!\d+ extraneous)/.test(message);
}

function undecodable(cause: unknown): FineTuneError {
  const reason = cause instanceof Error ? cause.message.trim().replace(/\s*\n\s*/g, '; ') : '';
  return new FineTuneError('ERR_DATA', `the image cannot be decoded: ${reason}`, { cause });
}
