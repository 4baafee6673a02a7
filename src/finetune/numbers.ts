/** Numbers in option texts. */

import { FineTuneError } from '../errors.js';
import { parsePythonFloat, parsePythonInt } from '../text/python-numbers.js';
import { LARGEST_INT } from './check-numbers.js';

/** Numbers separated by commas. */
export function parseNumbers(option: string, text: string): number[] {
  return parseList(option, text, parsePythonFloat, 'numbers');
}

/** Whole numbers separated by commas. */
export function parseInts(option: string, text: string): number[] {
  return parseList(option, text, parsePythonInt, 'whole numbers');
}

function parseList(
  option: string,
  text: string,
  parse: (item: string) => number | undefined,
  wanted: string,
): number[] {
  return text.split(',').map((item) => {
    const number = parse(item);
    if (number !== undefined && Number.isFinite(number)) return number;
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must be ${wanted} separated by commas, received '${text}'`,
    );
  });
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
  const [channels, height, width, ...more] = parseInts(option, text);
  const positive = [channels, height, width].every((length) => length !== undefined && length > 0);
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
  const shape = [channels, height as number, width as number] as const;
  if (shape[0] * shape[1] * shape[2] > LARGEST_INT) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must have fewer than 2147483648 values, received '${text}'`,
    );
  }
  return [...shape];
}
