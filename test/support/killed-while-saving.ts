/** Runs that are killed in the middle of saving. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { listEpochs } from '../../src/checkpoint/names.js';
import { resolveEpoch } from '../../src/checkpoint/resolve-epoch.js';
import { runProcess } from './start-cli.js';
import { temporaryFolder } from './temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from './tiny-run.js';

/** Kills its own process instead of doing a certain call that changes or syncs a file of the second checkpoint. */
const KILL = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
let left = Number(process.env.KILL_AT);
let isSecond = false;
for (const name of ['rename', 'rm', 'symlink', 'open']) {
  const call = fs[name];
  fs[name] = (path, ...more) => {
    isSecond ||= String(path).includes('0002.params');
    if (isSecond && left-- === 0) process.kill(process.pid, 'SIGKILL');
    return call(path, ...more);
  };
}
syncBuiltinESMExports();
`;

/** How many such calls a save has at least; kills are spread over them. */
const CALLS = 10;

/** Kills `count` runs at ever other calls; every checkpoint that is there afterwards must load, and one must be there. */
export async function killedWhileSaving(
  test: TestContext,
  count: number,
): Promise<{ phases: ReadonlySet<string> }> {
  const folder = temporaryFolder(test);
  const train = writeRecords(folder, 'train.rec', tinyRecords(16));
  const phases = new Set<string>();
  for (let i = 0; i < count; i++) {
    const prefix = join(folder, 'out', 'net');
    const argv = tinyRunArguments(train, '--model-prefix', prefix, '--num-epochs', '3');
    const { signal, stderr } = await runProcess(argv, {
      env: {
        KILL_AT: String(i % CALLS),
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(KILL)}`,
      },
    });
    assert.equal(signal, 'SIGKILL', stderr);
    const epochs = await listEpochs(prefix);
    assert.ok(epochs.includes(1), 'the checkpoint before is there');
    for (const epoch of epochs) (await loadCheckpoint(prefix, epoch)).dispose();
    const last = await resolveEpoch(prefix, 'last');
    assert.ok(epochs.includes(last), 'and the name of the last one leads to one that is there');
    phases.add(`${i % CALLS}: ${epochs.join()} ${last}`);
    rmSync(join(folder, 'out'), { recursive: true });
  }
  return { phases };
}
