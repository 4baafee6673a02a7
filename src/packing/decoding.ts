/** Decoding images of any kind, as libmxnet would see them. */

import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { FineTuneError } from '../errors.js';
import { endsWell, isCutOff } from '../io/cut-off.js';
import { decodeImage, MOST_PIXELS } from '../io/decode-image.js';
import { imageFacts } from '../io/image-facts.js';
import { openLibrary } from '../runtime/library.js';

/** An image's size when it is upright, and its colours by sharp's names. */
export interface DecodedSize extends Pick<Metadata, 'width' | 'height' | 'space'> {
  /** Whether it has to be turned before. */
  isTurned: boolean;
}

/** What sharp decodes here; it also knows texts that describe pictures. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif', 'heif']);

/** Colour profiles are not applied: libmxnet does not, and prediction must see what training saw. */
const INPUT: SharpOptions = { ignoreIcc: true, limitInputPixels: MOST_PIXELS, failOn: 'warning' };

/** Of an image that needs no second look: rows are decoded when they are wanted, none is kept. */
const PLAIN_INPUT: SharpOptions = { ...INPUT, sequentialRead: true };

/** Bytes in which the end of an image is looked for first. */
const END_BYTES = 64;

/**
 * Decodes an image for some use, as a whole or not at all.
 *
 * @param use - may be called several times; the image is not yet turned upright
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be decoded
 */
export async function decoding<Result>(
  source: Buffer,
  use: (image: Sharp, size: DecodedSize) => Promise<Result>,
): Promise<Result> {
  if (source.length === 0) throw new FineTuneError('ERR_DATA', 'the image is empty');
  if (!endsWell(source, source.subarray(-END_BYTES)) && isCutOff(source)) {
    throw new FineTuneError('ERR_DATA', 'the image is cut off');
  }
  const { default: sharp } = await import('sharp');
  const plain = plainSize(source);
  if (plain !== undefined) {
    try {
      return await use(sharp(source, PLAIN_INPUT), plain);
    } catch {
      // What is wrong is found out below.
    }
  }
  const metadata = await sharp(source, INPUT)
    .metadata()
    .catch(() => undefined);
  // What sharp does not read, or reads in other colours than libmxnet.
  if (metadata === undefined || !FORMATS.has(metadata.format) || metadata.space === 'cmyk') {
    const { data, ...raw } = await decodeElsewhere(source);
    return await use(sharp(data, { raw }), { ...raw, space: 'srgb', isTurned: false });
  }
  const size = { ...metadata.autoOrient, space: metadata.space, isTurned: true };
  try {
    return await use(sharp(source, INPUT), size);
  } catch (cause) {
    if (!isHarmless(cause)) throw undecodable(cause);
    return await use(sharp(source, { ...INPUT, failOn: 'error' }), size).catch((error) => {
      throw undecodable(error);
    });
  }
}

/** Size and colours of a usual image, by its header alone: asking sharp would open it twice. */
function plainSize(source: Buffer): DecodedSize | undefined {
  const { format, width = 0, height = 0, colour, depth, orientation } = imageFacts(source) ?? {};
  const isUsual = (format === 'jpeg' || format === 'png') && depth === 8 && orientation === 1;
  if (!isUsual || colour === 'cmyk') return undefined;
  return { width, height, space: colour === 'gray' ? 'b-w' : 'srgb', isTurned: false };
}

/**
 * Decodes an image and throws it away.
 *
 * @returns why it cannot be decoded
 */
export async function decodeFault(source: Buffer): Promise<string | undefined> {
  try {
    await decoding(source, (image) => image.raw().toBuffer());
    return undefined;
  } catch (error) {
    if (error instanceof FineTuneError && error.code === 'ERR_DATA') return error.message;
    throw error;
  }
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
      'only libmxnet may be able to decode the image, and it cannot be opened',
      { cause },
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
