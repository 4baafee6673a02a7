/**
 * One node of a distributed job, as DMLC_ROLE says. It prints one line of JSON with what it saw. The argument says what
 * a worker does: `train`, `fail` (after a push that the others do not answer) or `wait` (for ever, then `process.exit`).
 */

import { spawnSync } from 'node:child_process';
import type { NativeKVStore } from '../../../src/native/contract.js';
import { operatorId } from '../../../src/operators/registry.js';
import { mxnet } from '../../../src/runtime/library.js';
import { array, valuesOf } from '../../support/native-objects.js';

const { KVStore } = mxnet();

function report(seen: unknown): void {
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}

/** Serves until the workers stop it. The first command brings the updater. */
async function serve(): Promise<void> {
  const store = await KVStore.create('dist_sync');
  const commands: string[] = [];
  const updates: (string | number)[] = [];
  store.runServer((head, body) => {
    commands.push(`${head} ${body}`);
    store.setUpdater((key, received, stored) => {
      updates.push(key);
      mxnet().invoke(operatorId('elemwise_add'), [stored, received], [stored], [], []);
      received.close();
      stored.close();
      if (body === 'throw') throw new Error('in the updater of the server');
    });
  });
  store.close();
  report({ commands, updates });
}

async function schedule(): Promise<void> {
  const store = await KVStore.create('dist_sync');
  store.runServer(() => {});
  store.close();
}

async function open(body: string): Promise<NativeKVStore> {
  const store = await KVStore.create('dist_sync');
  if (store.rank() === 0) await store.sendCommand(0, body);
  await store.barrier();
  return store;
}

async function train(body: string): Promise<void> {
  const store = await open(body);
  const rank = store.rank();
  const [first, gradient, out] = [array([1, 2]), array([0, 0]), array([0, 0])];
  await store.init(['weight'], [first]);
  const pulled: number[][] = [];
  for (let step = 0; step < 3; step++) {
    // A pull goes through the memory of what was pushed last.
    await gradient.copyFrom(Float32Array.of(rank + 1, 10 * (rank + 1)));
    store.push(['weight'], [gradient], 0);
    store.pull(['weight'], [out], 0);
    pulled.push(await valuesOf(out));
  }
  report({
    type: store.type(),
    rank,
    workers: store.groupSize(),
    dead: store.deadNodes(6, 1),
    pulled,
  });
  store.close();
}

/** The only worker of a job for two: the server keeps the first push, and the pull waits for ever. */
async function fail(): Promise<void> {
  const store = await KVStore.create('dist_async');
  const value = array([1]);
  await store.init(['weight'], [value]);
  void store.barrier();
  throw new Error('the training has failed');
}

/** Waits for machines that never come, while it starts another program. */
function wait(): void {
  void KVStore.create('dist_sync');
  setImmediate(() => {
    const { status } = spawnSync(process.execPath, ['-e', '']);
    report({ status });
    process.exit(3);
  });
}

const what = process.argv[2] ?? 'train';
switch (KVStore.role()) {
  case 'scheduler':
    await schedule();
    break;
  case 'server':
    await serve();
    break;
  default:
    if (what === 'wait') wait();
    else if (what === 'fail') await fail();
    else await train(what);
}
