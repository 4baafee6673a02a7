/** What kinds of changes an augmentation makes. */

import { DEFAULT_AUGMENTATION } from './defaults.js';
import type { AugmentationSettings } from './options.js';

/** Those that change every image in the same way. */
const FIXED: ReadonlySet<string> = new Set(['padSize', 'fillValue']);

/** Whether images are changed at random, by the generators of the decoding threads. */
export function isRandomlyAugmented(augmentation: AugmentationSettings): boolean {
  const defaults = Object.entries(DEFAULT_AUGMENTATION);
  const given = augmentation as unknown as Readonly<Record<string, unknown>>;
  return defaults.some(([name, value]) => !FIXED.has(name) && given[name] !== value);
}
