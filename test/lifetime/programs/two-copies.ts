/** Two copies of the addon in one process: each refuses the other's objects, and both end well. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Addon } from '../../../src/native/contract.js';
import { packageRoot } from '../../../src/native/package-root.js';
import { operatorId } from '../../../src/operators/registry.js';
import { mxnet } from '../../../src/runtime/library.js';

const require = createRequire(import.meta.url);
const nodeGypBuild = require('node-gyp-build') as { resolve(root: string): string };
const file = join(process.argv[2] ?? '', 'copy.node');
copyFileSync(nodeGypBuild.resolve(packageRoot()), file);

const first = mxnet();
const second = require(file) as Addon;
assert.notEqual(first.NDArray, second.NDArray);
second.openLibrarySync(first.library()?.path ?? '', [], [], []);
assert.deepEqual(second.library(), first.library());

const own = second.NDArray.create([2], 1, 0, false, 0);
const foreign = first.NDArray.create([2], 1, 0, false, 0);
own.copyFromSync(Float32Array.of(1, 2));
const plus = operatorId('_plus_scalar');
for (const [addon, array] of [
  [first, own],
  [second, foreign],
] as const) {
  assert.throws(() => addon.invoke(plus, [array], null, ['scalar'], ['1.0']), {
    name: 'TypeError',
    message: 'expected an instance of NDArray',
  });
  assert.throws(() => addon.Symbol.group([array as never]), /expected an instance of Symbol/);
}
assert.throws(() => Reflect.apply(own.shape, foreign, []), TypeError);
assert.throws(() => Reflect.apply(foreign.shape, own, []), TypeError);

// Both have registered fork handlers, and both lanes are at work.
const waits = [own.waitToRead(), foreign.waitToRead(), first.waitAll(), second.waitAll()];
assert.equal(spawnSync('true').status, 0);
await Promise.all(waits);
own.close();
process.stdout.write(
  JSON.stringify([first.liveCounts()['NDArray'], second.liveCounts()['NDArray']]),
);
