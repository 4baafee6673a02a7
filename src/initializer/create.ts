/** Initializers by their MXNet names. */

import { camelCaseOptions } from '../text/camel-case.js';
import { nameWithOptions } from '../text/name-with-options.js';
import { Bilinear } from './bilinear.js';
import { Constant, One, Zero } from './constant.js';
import { NamedInitializer } from './initializer.js';
import { LSTMBias } from './lstm-bias.js';
import { Orthogonal } from './orthogonal.js';
import { Normal, Uniform } from './random.js';
import { MSRAPrelu, Xavier } from './xavier.js';

type Options = Readonly<Record<string, unknown>>;

interface Registered {
  create: (options: Options) => NamedInitializer;
  options: readonly string[];
}

const REGISTRY: Readonly<Record<string, Registered>> = {
  zero: entry(Zero, []),
  zeros: entry(Zero, []),
  one: entry(One, []),
  ones: entry(One, []),
  constant: entry(Constant, ['value']),
  uniform: entry(Uniform, ['scale']),
  normal: entry(Normal, ['sigma']),
  orthogonal: entry(Orthogonal, ['scale', 'randType']),
  xavier: entry(Xavier, ['rndType', 'factorType', 'magnitude']),
  msraprelu: entry(MSRAPrelu, ['factorType', 'slope']),
  bilinear: entry(Bilinear, []),
  lstmbias: entry(LSTMBias, ['forgetBias']),
};

/** The names that {@link createInitializer} knows. */
export const INITIALIZER_NAMES: readonly string[] = Object.keys(REGISTRY);

/**
 * Makes an initializer by its name, whatever its case (`mx.init.registry`), or from a text such as
 * `["xavier", {"magnitude": 2}]`, as MXNet stores initializers in the attribute `__init__` of a variable.
 *
 * @param options - the initializer's options, by MXNet's names (`rnd_type`) or in camelCase
 * @throws RangeError for an unknown name, an option that the initializer does not have, or a text that is no description
 */
export function createInitializer(
  name: string,
  options: Readonly<Record<string, unknown>> = {},
): NamedInitializer {
  if (name.startsWith('[')) return createInitializer(...nameWithOptions('initializer', name));
  const key = name.toLowerCase();
  const registered = Object.hasOwn(REGISTRY, key) ? REGISTRY[key] : undefined;
  if (registered === undefined) {
    throw new RangeError(
      `\`initializer\` must be one of ${INITIALIZER_NAMES.join(', ')}, received ${name}`,
    );
  }
  const given = camelCaseOptions(options);
  const unknown = Object.keys(given).find((option) => !registered.options.includes(option));
  if (unknown !== undefined) {
    const known = registered.options.length === 0 ? 'none' : registered.options.join(', ');
    throw new RangeError(`the initializer ${name} has no option \`${unknown}\`; it has ${known}`);
  }
  return registered.create(given);
}

NamedInitializer.create = createInitializer;

function entry(
  Class: new (options: never) => NamedInitializer,
  options: readonly string[],
): Registered {
  // Each class checks its options itself: they may come from a file.
  return { create: (given) => new Class(given as never), options };
}
