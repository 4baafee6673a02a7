/** Initializers by their MXNet names. */

import { Constant, One, Zero } from './constant.js';
import { NamedInitializer } from './initializer.js';
import { Normal, Uniform } from './random.js';
import { MSRAPrelu, Xavier } from './xavier.js';

type Options = Readonly<Record<string, unknown>>;

const INITIALIZERS: Record<string, new (options: never) => NamedInitializer> = {
  zero: Zero,
  zeros: Zero,
  one: One,
  ones: One,
  constant: Constant,
  uniform: Uniform,
  normal: Normal,
  xavier: Xavier,
  msraprelu: MSRAPrelu,
};

/** The names that {@link createInitializer} knows. */
export const INITIALIZER_NAMES: readonly string[] = Object.keys(INITIALIZERS);

/**
 * Makes an initializer by its name, whatever its case (`mx.init.registry`).
 *
 * @param options - the initializer's options, by MXNet's names (`rnd_type`) or in camelCase
 * @throws RangeError for an unknown name
 */
export function createInitializer(name: string, options: Options = {}): NamedInitializer {
  const Class = INITIALIZERS[name.toLowerCase()];
  if (Class === undefined) {
    throw new RangeError(
      `\`initializer\` must be one of ${INITIALIZER_NAMES.join(', ')}, received ${name}`,
    );
  }
  const entries = Object.entries(options).map(([key, value]) => [camelCase(key), value] as const);
  return new Class(Object.fromEntries(entries) as never);
}

NamedInitializer.create = createInitializer;

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
