/** Errors about a network, its values and its input that do not belong together. */

import { FineTuneError, MXNetError } from '../errors.js';
import type { Symbol } from '../symbol/symbol.js';
import { type Comparison, compare } from './compare.js';
import type { SplitParams } from './load.js';

/** How the image input is called, as in all of MXNet's image classifiers. */
export const IMAGE_INPUT = 'data';

/**
 * Compares a network with the values of a checkpoint, for images of a given size.
 *
 * @param imageShape - channels, height, width
 * @param rows - images in a batch
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH` when the network does not take such images
 */
export async function compareForImages(
  symbol: Symbol,
  values: SplitParams,
  imageShape: readonly number[],
  rows = 1,
): Promise<Comparison> {
  try {
    return await compare(symbol, values, { [IMAGE_INPUT]: [rows, ...imageShape] });
  } catch (cause) {
    if (!(cause instanceof MXNetError)) throw cause;
    throw new FineTuneError(
      'ERR_CHECKPOINT_MISMATCH',
      `the network does not accept images of ${imageShape.join(',')}: ${cause.message}. Give its own size with --image-shape`,
      { cause },
    );
  }
}

/** Whether anything was found that makes the checkpoint unusable. */
export function isMismatch({ missing, misshaped }: Comparison): boolean {
  return missing.length > 0 || misshaped.length > 0;
}

/** The error for a file of values that does not go with its network. */
export function mismatch(
  file: string,
  imageShape: readonly number[],
  { missing, extra, misshaped }: Comparison,
): FineTuneError {
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`without a value are ${missing.join(', ')}`);
  if (extra.length > 0) parts.push(`of no use are ${extra.join(', ')}`);
  for (const { name, found, needed } of misshaped) {
    parts.push(`${name} has the shape (${found.join(', ')}) instead of (${needed.join(', ')})`);
  }
  return new FineTuneError(
    'ERR_CHECKPOINT_MISMATCH',
    `${file} does not belong to its network: ${parts.join('; ')}. ` +
      `Check that both files are of one model, and that it was made for images of ${imageShape.join(',')} (--image-shape)`,
  );
}
