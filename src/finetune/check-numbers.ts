/** Numbers that an option may have. */

import { FineTuneError } from '../errors.js';

/** What a number must be. */
export interface NumberRule {
  isRight: (value: number) => boolean;
  /** In words, after "must be". */
  wanted: string;
}

/** The largest number that libmxnet reads as a whole one. */
export const LARGEST_INT: number = 2 ** 31 - 1;

/** libmxnet's parser takes no smaller ones, but 0. */
const SMALLEST_FLOAT = 2 ** -126;

/** A whole number in a range. */
export function whole(least: number, most: number = LARGEST_INT): NumberRule {
  return {
    isRight: (value) => Number.isInteger(value) && value >= least && value <= most,
    wanted: `a whole number from ${least} to ${most}`,
  };
}

/** A number that libmxnet can read. */
export function atLeast(least: number): NumberRule {
  return {
    isRight: (value) => isFloat32(value) && value >= least,
    wanted: `a number of at least ${least} that float32 can hold`,
  };
}

/** A number above 0 that libmxnet can read. */
export const POSITIVE: NumberRule = {
  isRight: (value) => isFloat32(value) && value > 0,
  wanted: 'a number above 0 that float32 can hold',
};

/** Off or on. */
export const SWITCH: NumberRule = {
  isRight: (value) => value === 0 || value === 1,
  wanted: '0 or 1',
};

/**
 * Checks a number.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function checkNumber(option: string, value: number, { isRight, wanted }: NumberRule): void {
  if (!isRight(value)) throw wrong(option, `be ${wanted}`, value);
}

/** The error for an option that is not what it must be. */
export function wrong(option: string, wanted: string, value: unknown): FineTuneError {
  const received = value === undefined || Number.isNaN(value) ? 'nothing usable' : String(value);
  return new FineTuneError('ERR_OPTION', `${option} must ${wanted}, received ${received}`);
}

function isFloat32(value: number): boolean {
  return Number.isFinite(Math.fround(value)) && (value === 0 || Math.abs(value) >= SMALLEST_FLOAT);
}
