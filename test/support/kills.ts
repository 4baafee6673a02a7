/** A run that is killed again and again, and started again each time with the same command. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { argumentsOf, assertSameResult, resumableRun, writeNetwork } from './resumable.js';
import { RunningCli, runProcess } from './start-cli.js';

/** How runs are killed. */
export interface Killing {
  signal: 'SIGKILL' | 'SIGTERM';
  /** Waits for the moment of each kill. */
  moments: readonly ((run: RunningCli) => Promise<void>)[];
  changes?: Partial<FineTuneOptions> & Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
}

/**
 * Kills a run at each moment and starts it again with `--resume auto`; then it runs to its end, which must be, to the byte,
 * that of a run that was let alone.
 *
 * @param folder - for both
 * @returns how many times it was killed
 */
export async function killedAndResumed(
  folder: string,
  { signal, moments, changes = {}, env = {} }: Killing,
): Promise<number> {
  await writeNetwork(join(folder, 'pretrained'));
  const prefixOf = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name, 'net');
  };
  const [whole, killed] = [prefixOf('whole'), prefixOf('killed')];
  const run = (prefix: string, more: Partial<FineTuneOptions>) =>
    argumentsOf(resumableRun(join(folder, 'pretrained'), prefix, { ...changes, ...more }));
  const { code, stderr } = await runProcess(run(whole, {}), { env });
  assert.equal(code, 0, stderr);
  const resuming = run(killed, { resume: 'auto', saveBatches: 3 });
  let kills = 0;
  for (const moment of moments) {
    const running = new RunningCli(resuming, { env });
    await moment(running);
    running.child.kill(signal);
    const ended = await running.ended;
    // The signal may have come when everything was done.
    if (ended.code === 0) break;
    if (signal === 'SIGKILL') assert.equal(ended.signal, 'SIGKILL', ended.stderr);
    else assert.equal(ended.code, 143, ended.stderr);
    kills++;
  }
  const last = await runProcess(resuming, { env });
  assert.equal(last.code, 0, last.stderr);
  assertSameResult(killed, whole);
  return kills;
}
