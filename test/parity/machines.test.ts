/** Two machines, which here are two processes, fine-tune one network: Python's workers and ours. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { distributedJob } from '../support/distributed.js';
import { runPython } from '../support/python.js';
import { note } from '../support/shown.js';
import { endOf, startJob } from '../support/train-job.js';
import { argumentsOf, type Flags, type ParityCase, VALIDATED } from './cases.js';
import { assertSameRun } from './compare-runs.js';
import { FOLDER, INPUTS, makeInputs } from './side-by-side.js';

const TITLE = 'Each machine of several writes what Python writes there';

const NODES = ['scheduler', 'server', 'worker', 'worker'];

const MOMENTUM: Flags = { lr: 0.02, mom: 0.9, wd: 0.001, 'kv-store': 'dist_sync' };

/** Several CPU devices are deterministic only with the engine that computes at once. */
const AT_ONCE = { MXNET_ENGINE_TYPE: 'NaiveEngine' };

const CASES: readonly (ParityCase & { env?: NodeJS.ProcessEnv })[] = [
  {
    title: 'a schedule that counts the batches of a machine, and a validation of its own images',
    network: 'resnet20',
    flags: { ...MOMENTUM, ...VALIDATED, 'num-epochs': 3, 'lr-step-epochs': '1,2' },
  },
  {
    title: 'parts that an index makes, in a dist_device_sync store',
    flags: {
      ...MOMENTUM,
      ...VALIDATED,
      ...{ 'data-train-idx': '@train100.idx', 'data-val-idx': '@val40.idx' },
      ...{ 'kv-store': 'dist_device_sync', wd: 0 },
    },
  },
  {
    title: 'two devices on each machine, and Adam',
    flags: { ...VALIDATED, 'kv-store': 'dist_sync_device', optimizer: 'adam', lr: 0.001, cpus: 2 },
    env: AT_ONCE,
  },
  {
    title: 'a later epoch of a network without batch normalization, with --compat',
    network: 'mlp',
    flags: { ...MOMENTUM, 'random-mirror': 1, compat: true, 'load-epoch': 2, 'num-epochs': 4 },
  },
];

/** The prefix of a worker's files. */
function prefixOf(rank: number): string {
  return rank === 0 ? 'net' : `net-${rank}`;
}

/** @returns the folders of Python's workers, by their ranks */
async function pythonsJob(
  folder: string,
  told: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const environment = await distributedJob(2);
  const folders = await Promise.all(
    NODES.map(async (role, i) => {
      const own = join(folder, `python-${i}`);
      mkdirSync(own, { recursive: true });
      const file = join(own, 'case.json');
      writeFileSync(file, JSON.stringify([{ folder: own, arguments: told }]));
      const { stdout } = await runPython('parity/oracle.py', [file], {
        ...environment(role),
        ...env,
      });
      if (role === 'worker') assert.match(stdout, /\n\[null\]\s*$/, 'Python has failed');
      return own;
    }),
  );
  return [0, 1].map((rank) => {
    const found = folders.find((own) => existsSync(join(own, `${prefixOf(rank)}-symbol.json`)));
    return found ?? assert.fail(`Python has no worker ${rank}`);
  });
}

async function ourJob(
  folder: string,
  told: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [i, { code, signal, stderr }] of (
    await endOf(await startJob(['train', ...told], { cwd: folder, env }))
  ).entries()) {
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, `node ${i}: ${stderr}`);
  }
}

function resizing(log: string): string[] {
  return readFileSync(log, 'utf8').match(/^INFO:root:Resizing .*$/gm) ?? [];
}

describe(TITLE, () => {
  before(makeInputs);

  for (const [i, item] of CASES.entries()) {
    test(item.title, async () => {
      const { python, ours } = argumentsOf(item, INPUTS);
      const folder = join(FOLDER, `machines ${i}`);
      const theirs = await pythonsJob(folder, python, item.env ?? {});
      const own = join(folder, 'ours');
      await ourJob(own, ours, item.env ?? {});
      for (const [rank, their] of theirs.entries()) {
        // Python's servers update, ours do not.
        await assertSameRun(their, own, prefixOf(rank), /root:Update\[/);
        const [expected, actual] = [join(their, 'oracle.log'), join(own, `${prefixOf(rank)}.log`)];
        assert.deepEqual(resizing(actual), resizing(expected));
        assert.equal(resizing(actual).length, 1);
      }
      const flags = Object.keys({ ...item.flags });
      note({ title: `${TITLE}: ${item.title}`, flags, others: [], parity: true });
    });
  }
});
