import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Killing, killedAndResumed } from '../support/kills.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Inside an epoch, between the values of an epoch and its validation, and in the last epoch. */
const MOMENTS: Killing['moments'] = [
  (run) => run.hasSaid(/Epoch\[0\] Batch \[8-12\]/),
  (run) => run.hasSaid(/Saved checkpoint to "[^"]*net-0002\.params"/),
  (run) => run.hasSaid(/Epoch\[2\] Batch \[4-8\]/),
];

for (const [what, more] of Object.entries<Partial<Killing>>({
  'is killed': {},
  'is asked to end': { signal: 'SIGTERM' },
  'is killed, on two devices': { changes: { cpus: 2 }, env: { MXNET_ENGINE_TYPE: 'NaiveEngine' } },
  'is killed, where devices update their own copies': {
    changes: { cpus: 2 },
    env: { MXNET_ENGINE_TYPE: 'NaiveEngine', MXNET_UPDATE_ON_KVSTORE: '0' },
  },
  'is killed, with three random generators in turn': { env: { MXNET_CPU_PARALLEL_RAND_COPY: '3' } },
})) {
  test(`a run that ${what} three times goes on to the same bytes and measures`, async (t) => {
    const killing: Killing = { signal: 'SIGKILL', moments: MOMENTS, ...more };
    assert.equal(await killedAndResumed(temporaryFolder(t), killing), MOMENTS.length);
  });
}
