/** Errors of calls, with the image that they are about. */

import { FineTuneError } from '../errors.js';
import { type ImageInput, nameOf } from './image-input.js';

/** The error of a call that its signal has ended. */
export function interruption(signal: AbortSignal): FineTuneError {
  return new FineTuneError('ERR_INTERRUPTED', 'the call was interrupted', { cause: signal.reason });
}

/** The error of a call for which there is no room. */
export function overload(limit: number): FineTuneError {
  return new FineTuneError(
    'ERR_OVERLOADED',
    `the classifier has ${limit} images in work, as many as it may (maxQueue). Try again later`,
  );
}

/**
 * An error about an image, with its name, or its place in a list.
 *
 * @param place - of several images
 */
export function about(error: unknown, input: ImageInput, place: number | undefined): unknown {
  if (!(error instanceof FineTuneError) || error.code === 'ERR_INTERRUPTED') return error;
  const name = nameOf(input) || (place === undefined ? '' : `image ${place}`);
  if (name === '') return error;
  return new FineTuneError(error.code, `${name}: ${error.message}`, { cause: error });
}
