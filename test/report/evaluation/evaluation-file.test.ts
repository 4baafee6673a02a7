import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EvaluationAccumulator } from '../../../src/report/evaluation/accumulator.js';
import type { Evaluation } from '../../../src/report/evaluation/evaluation.js';
import {
  evaluationFile,
  evaluationText,
  loadEvaluation,
  saveEvaluation,
} from '../../../src/report/evaluation/evaluation-file.js';
import { temporaryFolder } from '../../support/temp-dir.js';

function evaluation(): Evaluation {
  const accumulator = new EvaluationAccumulator({ classNames: ['猫', 'dog'] });
  accumulator.add(Float32Array.of(0.25, 0.75), 0, { file: '猫/1.png', id: 7, offset: 48 });
  accumulator.add(Float32Array.of(0.25, 0.75), 1, { file: null, id: 8, offset: null });
  const [networkSha256, paramsSha256] = ['0'.repeat(64), 'f'.repeat(64)];
  return {
    model: { prefix: 'output/m', epoch: 3, networkSha256, paramsSha256 },
    data: { path: 'val.rec', images: 2, skipped: 1 },
    ...accumulator.result(),
  };
}

test('an evaluation that was saved beside its checkpoint is read as it was', async (t) => {
  const folder = temporaryFolder(t);
  const file = evaluationFile(join(folder, 'm'));
  assert.equal(file, join(folder, 'm-eval.json'));
  await saveEvaluation(file, evaluation());
  assert.deepEqual(await loadEvaluation(file), evaluation());
  assert.deepEqual(readdirSync(folder), ['m-eval.json']);
});

test('where it cannot be written nothing is left behind', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'm-eval.json'));
  await assert.rejects(saveEvaluation(join(folder, 'm-eval.json'), evaluation()), {
    code: 'ERR_OUTPUT',
    message: /m-eval\.json.*--output/,
  });
  await assert.rejects(saveEvaluation(join(folder, 'none', 'm.json'), evaluation()), {
    code: 'ERR_OUTPUT',
  });
  assert.deepEqual(readdirSync(folder), ['m-eval.json']);
});

test('a file that is no evaluation is refused, with what is wrong with it', async (t) => {
  const file = join(temporaryFolder(t), 'e.json');
  const changed = (change: (content: Record<string, unknown>) => void) => {
    const content = JSON.parse(evaluationText(evaluation())) as Record<string, unknown>;
    change(content);
    return JSON.stringify(content);
  };
  for (const [text, message] of [
    ['', /no JSON text/],
    [evaluationText(evaluation()).slice(0, 200), /no JSON text/],
    ['null', /it is not an object/],
    ['[1]', /it is not an object/],
    [changed((content) => Object.assign(content, { format: 2 })), /form 2/],
    [changed((content) => delete content['loss']), /loss is not a number/],
    [changed((content) => Object.assign(content, { accuracy: null })), /accuracy is not a number/],
    [changed((content) => Object.assign(content, { classNames: ['a'] })), /has not 1 classes/],
    [changed((content) => Object.assign(content, { confusion: [[1], [2]] })), /has not 2 classes/],
    [changed((content) => Object.assign(content, { worst: [{}] })), /worst\[0\]\.file/],
  ] as const) {
    writeFileSync(file, text);
    await assert.rejects(loadEvaluation(file), { code: 'ERR_DATA', message }, text.slice(0, 80));
  }
  await assert.rejects(loadEvaluation(`${file}.none`), { message: /does not exist/ });
  assert.ok(readFileSync(file).length > 0);
});
