/**
 * Makes 4000 temporaries of 1 MB and prints the largest memory of the process in MB.
 *
 * Argument: `dispose` or `scope` in one synchronous loop, or `turns`: left to the garbage collector, with a turn of the
 * event loop after each.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { full } from '../../../src/ndarray/create.js';
import type { NDArray } from '../../../src/ndarray/ndarray.js';
import { invokeOne } from '../../../src/operators/invoke.js';
import { scope } from '../../../src/runtime/scope.js';
import { waitAll } from '../../../src/runtime/wait-all.js';

const COUNT = 4000;

using source = full([1 << 18], 1);
const temporary = (): NDArray => invokeOne('_plus_scalar', [source], { scalar: 1 });

const how = process.argv[2];
for (let i = 0; i < COUNT; i++) {
  if (how === 'dispose') temporary().dispose();
  else if (how === 'scope') scope(() => void temporary());
  else {
    temporary();
    await nextTurn();
  }
}
await waitAll();
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
