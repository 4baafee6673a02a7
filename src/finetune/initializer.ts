/** How new layers get their first values. */

import { One, Zero } from '../initializer/constant.js';
import type { Initializer } from '../initializer/initializer.js';
import { Orthogonal } from '../initializer/orthogonal.js';
import { Normal, Uniform } from '../initializer/random.js';
import { MSRAPrelu, Xavier } from '../initializer/xavier.js';

/** What `--initializer` names; `default` depends on the network. */
const INITIALIZERS: Readonly<Record<string, (network: string) => Initializer>> = {
  default: defaultInitializer,
  xavier: () => new Xavier(),
  msra: () => new MSRAPrelu(),
  orthogonal: () => new Orthogonal(),
  normal: () => new Normal(),
  uniform: () => new Uniform(),
  one: () => new One(),
  zero: () => new Zero(),
};

/** The names that `--initializer` may have. */
export const RUN_INITIALIZERS: readonly string[] = Object.keys(INITIALIZERS);

/** The initializer of a run, whose name was checked before. */
export function chooseInitializer(settings: {
  initializer: string;
  network: string | undefined;
}): Initializer {
  const choose = INITIALIZERS[settings.initializer] ?? defaultInitializer;
  return choose(settings.network ?? '');
}

/** Upstream's choice: AlexNet does not converge from Xavier, VGG not from its gaussian form. */
function defaultInitializer(network: string): Initializer {
  if (network === 'alexnet') return new Normal();
  if (network.includes('vgg')) return new Xavier();
  return new Xavier({ rndType: 'gaussian', factorType: 'in', magnitude: 2 });
}
