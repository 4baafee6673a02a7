import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type Killing, killedAndResumed } from '../support/kills.js';
import type { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

const KILLS = 20;

/**
 * A moment behind a line at random, from before the first batch on: inside a batch, while saving, or in between. Few enough
 * batches come before it for the run to last for all kills.
 */
async function someMoment(run: RunningCli): Promise<void> {
  await run.hasSaidLines(randomInt(3, 13));
  await setTimeout(randomInt(0, 5));
}

for (const [what, more] of Object.entries<Partial<Killing>>({
  'is killed': {},
  'is asked to end': { signal: 'SIGTERM' },
  'is killed, on two devices': { changes: { cpus: 2 }, env: { MXNET_ENGINE_TYPE: 'NaiveEngine' } },
  'is killed, with seeds for each epoch': { changes: { reseedEpochs: true, dataNthreads: 3 } },
})) {
  test(`a run that ${what} ${KILLS} times goes on to the same bytes and measures`, async (t) => {
    const moments = Array.from({ length: KILLS }, () => someMoment);
    const { changes = {}, ...rest } = more;
    const kills = await killedAndResumed(temporaryFolder(t), {
      signal: 'SIGKILL',
      moments,
      changes: { numEpochs: 6, dispBatches: 1, lrStepEpochs: '2,4', ...changes },
      ...rest,
    });
    assert.equal(kills, KILLS);
  });
}
