/** Numbers in option texts. */

import { FineTuneError } from '../errors.js';

/** Numbers separated by commas. */
export function parseNumbers(option: string, text: string): number[] {
  const numbers = text.split(',').map((item) => (item.trim() === '' ? Number.NaN : Number(item)));
  if (numbers.some((number) => !Number.isFinite(number))) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must be numbers separated by commas, received '${text}'`,
    );
  }
  return numbers;
}

/** One number for each of red, green and blue. */
export function parseRgb(option: string, text: string): [red: number, green: number, blue: number] {
  const [red, green, blue, ...more] = parseNumbers(option, text);
  if (red === undefined || green === undefined || blue === undefined || more.length > 0) {
    throw new FineTuneError('ERR_OPTION', `${option} must be three numbers, received '${text}'`);
  }
  return [red, green, blue];
}

/** Channels, height and width. */
export function parseImageShape(
  option: string,
  text: string,
): [channels: number, height: number, width: number] {
  const [channels, height, width, ...more] = parseNumbers(option, text);
  const positive = [channels, height, width].every(
    (length) => length !== undefined && Number.isInteger(length) && length > 0,
  );
  if (!positive || more.length > 0) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must be channels, height and width such as 3,224,224, received '${text}'`,
    );
  }
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must have 1, 3 or 4 channels, received '${text}'`,
    );
  }
  return [channels, height as number, width as number];
}
