/** Paths of the project, from the compiled tests. */

import { join } from 'node:path';
import { packageRoot } from '../../src/native/package-root.js';

/** The project's folder. */
export const ROOT: string = packageRoot();

/** A file of `test/fixtures`. */
export function fixture(...names: string[]): string {
  return join(ROOT, 'test', 'fixtures', ...names);
}

/** A compiled program of `test/`, for child processes and workers. */
export function compiledTest(...names: string[]): string {
  return join(import.meta.dirname, '..', ...names);
}
