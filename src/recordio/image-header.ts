/** What stands before the image in a record. */

/** Bytes of the fixed part. */
export const IMAGE_HEADER_BYTES = 24;

/** The header that im2rec writes. */
export interface ImageHeader {
  /** One, or as many as were packed. */
  labels: readonly number[];
  /** The number of the line in the `.lst` file. */
  id: bigint;
  /** Where in the payload the encoded image begins. */
  imageOffset: number;
}

/**
 * Reads the header of an image record.
 *
 * @param payload - its beginning: at least {@link IMAGE_HEADER_BYTES}, and all labels
 * @returns `undefined` when there are not enough bytes
 */
export function parseImageHeader(payload: Buffer): ImageHeader | undefined {
  if (payload.length < IMAGE_HEADER_BYTES) return undefined;
  const count = payload.readUInt32LE(0);
  const imageOffset = IMAGE_HEADER_BYTES + 4 * count;
  if (payload.length < imageOffset) return undefined;
  const labels =
    count === 0
      ? [payload.readFloatLE(4)]
      : Array.from({ length: count }, (_, i) => payload.readFloatLE(IMAGE_HEADER_BYTES + 4 * i));
  return { labels, id: payload.readBigUInt64LE(8), imageOffset };
}
