/** What an image's own header says, without decoding it. */

import { createRequire } from 'node:module';
import { exifOrientation } from './exif-orientation.js';
import type { ImageDimensions } from './image-dimensions.js';
import { isFrameHeader, isJpeg, type JpegSegment, jpegSegments } from './jpeg-segments.js';
import { isPng, pngChunks } from './png-chunks.js';

/** How colours are stored. */
export type ColourKind = 'gray' | 'rgb' | 'cmyk';

/** An image by its header. */
export interface ImageFacts extends ImageDimensions {
  /** `jpeg`, `png`, or what else it is. */
  format: string;
  /** `undefined` for formats of which only the size is read. */
  colour: ColourKind | undefined;
  alpha: boolean;
  /** Bits of a value; 8 when it is not known. */
  depth: number;
  /** 1 for upright, else what its EXIF data say. */
  orientation: number;
}

/**
 * Reads the header of an image.
 *
 * @param encoded - the image, or its beginning
 * @param segments - those of a JPEG file, where they are known
 * @returns `undefined` when the bytes do not begin an image whose size can be told
 */
export function imageFacts(
  encoded: Buffer,
  segments?: readonly JpegSegment[],
): ImageFacts | undefined {
  if (isJpeg(encoded)) return jpegFacts(encoded, segments ?? jpegSegments(encoded));
  if (isPng(encoded)) return pngFacts(encoded);
  try {
    const { width, height, type = 'image' } = sizeReader().imageSize(encoded);
    if (width === 0 || height === 0) return undefined;
    return {
      format: type,
      width,
      height,
      colour: undefined,
      alpha: false,
      depth: 8,
      orientation: 1,
    };
  } catch {
    return undefined;
  }
}

/** Twenty modules, for formats that training data hardly ever have. */
function sizeReader(): typeof import('image-size') {
  const require = createRequire(import.meta.url);
  return require('image-size') as typeof import('image-size');
}

function jpegFacts(bytes: Buffer, segments: readonly JpegSegment[]): ImageFacts | undefined {
  const frame = segments.find(({ marker }) => isFrameHeader(marker));
  if (frame === undefined || frame.start + 6 > bytes.length) return undefined;
  const channels = bytes[frame.start + 5] as number;
  const [height, width] = [
    bytes.readUInt16BE(frame.start + 1),
    bytes.readUInt16BE(frame.start + 3),
  ];
  if (height === 0 || width === 0) return undefined;
  return {
    format: 'jpeg',
    width,
    height,
    colour: channels === 1 ? 'gray' : channels === 4 ? 'cmyk' : 'rgb',
    alpha: false,
    depth: bytes[frame.start] as number,
    orientation: exifOrientation(bytes, segments)?.value ?? 1,
  };
}

/** Bits of a PNG file's colour type. */
const PALETTE = 1;
const COLOUR = 2;
const ALPHA = 4;

function pngFacts(bytes: Buffer): ImageFacts | undefined {
  const chunks = pngChunks(bytes);
  const start = chunks[0]?.start;
  if (chunks[0]?.name !== 'IHDR' || start === undefined || start + 13 > bytes.length) {
    return undefined;
  }
  const [width, height] = [bytes.readUInt32BE(start), bytes.readUInt32BE(start + 4)];
  if (height === 0 || width === 0) return undefined;
  const type = bytes[start + 9] as number;
  const isPalette = (type & PALETTE) !== 0;
  return {
    format: 'png',
    width,
    height,
    colour: (type & COLOUR) !== 0 ? 'rgb' : 'gray',
    alpha: (type & ALPHA) !== 0 || chunks.some(({ name }) => name === 'tRNS'),
    depth: isPalette ? 8 : (bytes[start + 8] as number),
    orientation: exifOrientation(bytes)?.value ?? 1,
  };
}
