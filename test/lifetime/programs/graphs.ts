/**
 * Without an argument: a process that starts several workers at once. As a worker: builds, infers and binds graphs,
 * beginning with the very first listing of operators of the process.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { mxnet } from '../../../src/runtime/library.js';
import { CPU, classifier, classifierBinding } from '../../support/native-objects.js';
import { fixture } from '../../support/paths.js';

const WORKERS = 4;
const ROUNDS = 5;

async function build(): Promise<void> {
  const { Executor, Symbol: SymbolClass, listOperators } = mxnet();
  listOperators();
  const json = readFileSync(fixture('models', 'resnet20-symbol.json'), 'utf8');
  for (let round = 0; round < ROUNDS; round++) {
    const net = await SymbolClass.fromJson(json);
    const internals = net.internals();
    const shapes = await net.inferShape(['data'], [[2, 1, 28, 28]], false);
    assert.equal(shapes.complete, true);
    const executor = await Executor.simpleBind(net, {
      ...CPU,
      ...classifierBinding(),
      gradientNames: net.listArguments(),
      gradientTypes: net.listArguments().map(() => 'write'),
      shapeNames: ['data'],
      shapes: [[2, 1, 28, 28]],
    });
    executor.forward(true);
    executor.backward([], true);
    const small = classifier();
    for (const object of [net, internals, executor, small]) object.close();
  }
}

if (isMainThread) {
  const program = fileURLToPath(import.meta.url);
  const workers = Array.from({ length: WORKERS }, () => new Worker(program));
  for (const [code] of await Promise.all(workers.map((worker) => once(worker, 'exit')))) {
    assert.equal(code, 0);
  }
} else {
  await build();
}
