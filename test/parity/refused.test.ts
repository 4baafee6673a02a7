import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { argumentsOf, type ParityCase } from './cases.js';
import { FOLDER, INPUTS, makeInputs, runOracle, runTrain } from './side-by-side.js';

/** What Python fails for, often in the middle of the run, and the exit code with which we refuse it. */
const CASES: (ParityCase & { code: number })[] = [
  {
    title: 'compressed gradients in a store that does not compress',
    flags: { 'gc-type': '2bit', 'kv-store': 'local' },
    code: 2,
  },
  { title: 'the best one of classes', flags: { 'top-k': 1 }, code: 2 },
  { title: 'more best classes than classes', flags: { 'top-k': 4 }, code: 2 },
  ...['2,1', '1,1', '1,x', '1.5'].map((steps) => ({
    title: `steps of ${steps}`,
    flags: { 'lr-step-epochs': steps },
    code: 2,
  })),
  { title: 'an optimizer that does not exist', flags: { optimizer: 'sdg' }, code: 2 },
  { title: 'an initializer that does not exist', flags: { initializer: 'xaver' }, code: 2 },
  { title: 'a layer that does not exist', flags: { 'layer-before-fullc': 'flaten0' }, code: 4 },
  { title: 'an epoch that does not exist', flags: { 'load-epoch': 1 }, code: 4 },
  { title: 'record files that do not exist', flags: { 'data-train': '@gone.rec' }, code: 3 },
];

const told = CASES.map((item) => argumentsOf(item, INPUTS));
let errors: (string | null)[] = [];

before(async () => {
  await makeInputs();
  errors = await runOracle(
    told.map(({ python }, i) => ({
      folder: join(FOLDER, `python ${i}`),
      arguments: python,
    })),
  );
});

for (const [i, { title, code }] of CASES.entries()) {
  test(`what Python fails for is refused before anything is trained: ${title}`, async () => {
    assert.notEqual(errors[i], null, 'Python does not fail');
    const folder = join(FOLDER, `ours ${i}`);
    mkdirSync(folder);
    const { ours, prefix } = told[i] as (typeof told)[0];
    await assert.rejects(runTrain(folder, ours), (error: { code?: unknown; stderr?: string }) => {
      assert.equal(error.code, code, error.stderr);
      return true;
    });
    assert.ok(!existsSync(join(folder, `${prefix}-symbol.json`)), 'something was written');
  });
}
