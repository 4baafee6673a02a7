/** Two machines, which here are two processes, train one network. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSymbol } from '../../src/checkpoint/load-symbol.js';
import { Module } from '../../src/module/module.js';
import { distributedJob } from '../support/distributed.js';
import { fixture } from '../support/paths.js';
import { runPython } from '../support/python.js';
import { assertEnded, runNode } from '../support/run-node.js';
import { temporaryFolder } from '../support/temp-dir.js';

const NODES = ['scheduler', 'server', 'worker', 'worker'];

/** What a job of two workers is told. */
function told(output: string, type: string): string[] {
  const network = fixture('models', 'resnet20');
  return [network, '1', fixture('data', 'fm3_train.rec'), output, type];
}

async function ourJob(output: string, type: string): Promise<void> {
  const environment = await distributedJob(2);
  const program = 'module/programs/distributed-fit.js';
  const ended = await Promise.all(
    NODES.map((role) => runNode(program, { args: told(output, type), env: environment(role) })),
  );
  for (const [i, node] of ended.entries()) assertEnded(node, 0, `${NODES[i]} ${i}`);
}

async function pythonsJob(output: string, type: string): Promise<void> {
  const environment = await distributedJob(2);
  const program = 'module/programs/distributed_fit.py';
  await Promise.all(NODES.map((role) => runPython(program, told(output, type), environment(role))));
}

for (const type of ['dist_sync', 'dist_device_sync']) {
  test(`${type}: each worker comes to the bytes that Python's worker comes to`, async (t) => {
    const folder = temporaryFolder(t);
    await pythonsJob(join(folder, 'python'), type);
    await ourJob(join(folder, 'ours'), type);
    for (const rank of [0, 1]) {
      const [expected, actual] = ['python', 'ours'].map((side) =>
        createHash('sha256')
          .update(readFileSync(join(folder, `${side}-${rank}-0002.params`)))
          .digest('hex'),
      );
      assert.equal(actual, expected, `worker ${rank}`);
    }
  });
}

test('a store in which machines do not wait for each other is refused before it is opened', async () => {
  using symbol = await loadSymbol(fixture('models', 'mlp-symbol.json'));
  using module = new Module(symbol);
  await module.bind({ data: [{ name: 'data', shape: [2, 3, 28, 28], dtype: 'float32' }] });
  module.initParams();
  await assert.rejects(module.initOptimizer({ kvstore: 'dist_async' }), {
    name: 'RangeError',
    message: /must be dist_sync.*not dist_async/,
  });
});
