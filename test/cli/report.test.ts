import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeReport } from '../../src/index.js';
import { evaluationFile, evaluationText } from '../../src/report/evaluation/evaluation-file.js';
import { MOST_BYTES } from '../../src/report/write-report.js';
import { HOSTILE_NAME, madeUpEvaluation, madeUpNames } from '../support/evaluations.js';
import { smallRunArguments } from '../support/fine-tune.js';
import { folderContents } from '../support/folder-contents.js';
import { VALIDATION, writeLines } from '../support/labelled.js';
import { runCli } from '../support/run-cli.js';
import { logText, startRecord, writeRunLog } from '../support/run-logs.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** A real run of two epochs, its classes having names that have to be escaped. */
let trained: string;
let folderOfAll: string;
const NAMES = ['<i>dress</i>', HOSTILE_NAME, 'bag & "more"'];

before(async () => {
  folderOfAll = mkdtempSync(join(tmpdir(), 'mxnet-finetune-'));
  trained = join(folderOfAll, 'm');
  const names = writeLines(join(folderOfAll, 'names.txt'), NAMES);
  const options = ['--data-val', VALIDATION, '--num-epochs', '2', '--disp-batches', '5'];
  const { code, stderr } = await runCli(
    smallRunArguments(...options, '--class-names', names, '--model-prefix', trained),
  );
  assert.equal(code, 0, stderr);
});

after(() => rmSync(folderOfAll, { recursive: true }));

async function report(...argv: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['report', ...argv]);
  assert.equal(code, 0, stderr);
  return { stdout, stderr };
}

/** A refused command leaves everything as it was. */
async function assertFails(
  folder: string,
  argv: readonly string[],
  code: number,
  reason: RegExp,
): Promise<void> {
  const earlier = folderContents(folder);
  const result = await runCli(['report', ...argv]);
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, reason);
  assert.deepEqual(folderContents(folder), earlier);
}

/** The rows of a table as texts. */
function numbersAfter(html: string, heading: string): string {
  return html.slice(html.indexOf(heading)).replace(/<[^>]*>/g, ' ');
}

test('a run becomes a page with its curves, and says how it is evaluated', async (t) => {
  const file = join(temporaryFolder(t), 'bare.html');
  const { stdout, stderr } = await report(trained, '--output', file);
  assert.match(stdout, new RegExp(`^${file}: 1 run, \\d+ kB\n$`));
  assert.equal(stderr, '');
  const html = readFileSync(file, 'utf8');
  const log = readFileSync(`${trained}.jsonl`, 'utf8');
  const validations = log.split('\n').filter((line) => line.includes('"type":"validation"'));
  const { metrics } = JSON.parse(validations.at(-1) ?? '') as { metrics: { accuracy: number } };
  assert.ok(html.includes(`validation<b> ${metrics.accuracy.toFixed(4)}</b>`));
  assert.ok(html.includes(`report ${trained} --data DATA`));
  assert.doesNotMatch(html, /https?:/);
});

test('with --data it is evaluated at once: classes, matrix and mistakes are there, nothing else is written', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'whole.html');
  const named = ['--data-classes', writeLines(join(folder, 'names.txt'), NAMES)];
  const earlier = Object.keys(folderContents(join(trained, '..')));
  await report(trained, '--data', VALIDATION, ...named, '--output', file, '--epoch', '1');
  assert.deepEqual(Object.keys(folderContents(join(trained, '..'))), earlier);
  const html = readFileSync(file, 'utf8');
  const counted = await runCli(['eval', trained, VALIDATION, ...named, '--epoch', '1', '--json']);
  const evaluation = JSON.parse(counted.stdout) as {
    accuracy: number;
    worst: unknown[];
  };
  const percent = (100 * evaluation.accuracy).toFixed(1);
  assert.ok(html.includes(`recognizes <b>${percent}\u00a0%</b> of 150`), percent);
  for (const name of NAMES) {
    const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    assert.ok(html.includes(`>${escaped}</th>`), escaped);
  }
  const pictures = html.match(/<img src="data:image\/webp/g)?.length ?? 0;
  assert.equal(pictures, Math.min(24, evaluation.worst.length));
  assert.ok(pictures > 0);
  assert.doesNotMatch(html, /https?:|<img src=x/);
  assert.ok(Buffer.byteLength(html) < 500_000);
});

test('an evaluation that was saved is taken, and an outdated one is told', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'copy');
  for (const name of ['.jsonl', '-symbol.json', '-0002.params', '-finetune.json']) {
    copyFileSync(`${trained}${name}`, `${prefix}${name}`);
  }
  const named = ['--data-classes', writeLines(join(folder, 'names.txt'), NAMES)];
  const saved = await runCli(['eval', prefix, VALIDATION, ...named, '--save']);
  assert.equal(saved.code, 0, saved.stderr);
  const first = await report(prefix);
  assert.equal(first.stderr, '');
  const html = readFileSync(`${prefix}-report.html`, 'utf8');
  assert.match(numbersAfter(html, 'Evaluation</h2>'), /Epoch 2 recognizes/);
  appendFileSync(`${prefix}-0002.params`, 'x');
  const second = await report(prefix);
  assert.match(
    second.stderr,
    /copy-eval\.json tells of another 0002\.params than the one that lies/,
  );
  assert.ok(readFileSync(`${prefix}-report.html`, 'utf8').includes('tells of another 0002.params'));
});

test('runs are compared in one page, called by what tells them apart', async (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['a', 'b']) mkdirSync(join(folder, name));
  const prefixes = ['a', 'b'].map((name) => join(folder, name, 'm'));
  for (const [i, prefix] of prefixes.entries()) writeRunLog(prefix, 3, 0.1 * (i + 1));
  const { stdout } = await report(...prefixes);
  assert.match(stdout, /a\/m-report\.html: 2 runs/);
  const html = readFileSync(`${prefixes[0]}-report.html`, 'utf8');
  assert.match(html, /<h1>2 runs side by side<\/h1>/);
  assert.ok(html.includes('a/m, validation') && html.includes('b/m, validation'));
});

test('eight runs on 1000 classes with long names stay below the limit', async (t) => {
  const folder = temporaryFolder(t);
  const classNames = madeUpNames(1000).map((name) => `${name} ${'&'.repeat(300)}`);
  const prefixes = Array.from({ length: 8 }, (_, i) => join(folder, `run${i}`));
  for (const [i, prefix] of prefixes.entries()) {
    writeRunLog(prefix, 300, i);
    const evaluation = madeUpEvaluation({ classNames, images: 5, seed: i + 1, path: folder });
    writeFileSync(evaluationFile(prefix), evaluationText(evaluation));
  }
  const file = join(folder, 'all.html');
  await report(...prefixes, '--output', file);
  assert.ok(readFileSync(file).length < MOST_BYTES);
});

test('a log that was cut off is told by its line, and the rest is drawn', async (t) => {
  const prefix = join(temporaryFolder(t), 'm');
  writeRunLog(prefix, 3);
  truncateSync(`${prefix}.jsonl`, readFileSync(`${prefix}.jsonl`).length - 20);
  const { stderr } = await report(prefix);
  assert.match(stderr, /^warning: m: line 17 of .*m\.jsonl is no JSON text; it is left out\n$/);
  const html = readFileSync(`${prefix}-report.html`, 'utf8');
  assert.ok(html.includes('line 17 of'));
  assert.ok(html.includes('not ended; last told something at'));
});

test('runs that are not there, and files that are something else, are refused by name', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  await assertFails(
    folder,
    [prefix],
    4,
    /there is no run .*m: neither .*m\.jsonl.* nor .*m-eval\.json/,
  );
  writeFileSync(`${prefix}.jsonl`, 'PK\u0003\u0004');
  await assertFails(folder, [prefix], 4, /m\.jsonl is not the record of a run: line 1 of/);
  writeFileSync(`${prefix}.jsonl`, logText([startRecord({ format: 9 })]));
  await assertFails(folder, [prefix], 4, /m\.jsonl has the form 9.*Use a later version/);
  writeRunLog(prefix, 1);
  writeFileSync(`${prefix}-finetune.json`, '{}');
  await assertFails(folder, [prefix], 4, /m-finetune\.json is no recipe/);
  writeFileSync(`${prefix}-finetune.json`, readFileSync(`${trained}-finetune.json`));
  writeFileSync(`${prefix}-eval.json`, '{"format":1');
  await assertFails(folder, [prefix], 3, /m-eval\.json is damaged: it is no JSON text/);
});

test('a program brings evaluations of its own', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  writeRunLog(prefix, 2);
  const asked: [string, number][] = [];
  const { file, bytes, notes } = await writeReport([prefix], {
    evaluate: async (...question) => {
      asked.push(question);
      return madeUpEvaluation({ classNames: ['cat', 'dog'] });
    },
  });
  assert.deepEqual(asked, [[prefix, 24]]);
  assert.deepEqual([file, notes], [`${prefix}-report.html`, []]);
  const html = readFileSync(file);
  assert.equal(html.length, bytes);
  assert.ok(html.includes('of 40 images of 2 classes'));
});

test('options that make no sense are refused before anything is read', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  writeRunLog(prefix, 1);
  const many = Array.from({ length: 9 }, (_, i) => `${prefix}${i}`);
  for (const [argv, reason] of [
    [[], /Not enough non-option arguments/],
    [[prefix, '--output', `${prefix}.jsonl`], /--output must end in \.html, received '.*m\.jsonl'/],
    [[prefix, '--epoch', '1'], /--epoch is about an evaluation: name its images with --data/],
    [[prefix, '--batch-size', '8'], /--batch-size is about an evaluation/],
    [[prefix, join(folder, '.', 'm')], /the run .*m is named twice/],
    [many, /a report is about one to 8 runs, received 9/],
    [[prefix, '--data', folder, '--gpus', '0,1'], /report uses one device/],
  ] as const) {
    await assertFails(folder, argv, 2, reason);
  }
});

test('a report that cannot be written is refused, and the earlier one stays', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  writeRunLog(prefix, 1);
  mkdirSync(join(folder, 'taken.html'));
  const output = (name: string) => [prefix, '--output', join(folder, name)];
  await assertFails(
    folder,
    output('gone/r.html'),
    5,
    /cannot write .*r\.html.*choose another --output/,
  );
  await assertFails(folder, output('taken.html'), 5, /taken\.html.*choose another --output/);
});

test('an interrupted evaluation leaves no report', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'r.html');
  const signal = AbortSignal.abort({ signal: 'SIGTERM' });
  const { code, stderr } = await runCli(
    ['report', trained, '--data', VALIDATION, '--output', file],
    { signal },
  );
  assert.equal(code, 143, stderr);
  assert.match(stderr, /interrupted: no report is written/);
  assert.deepEqual(folderContents(folder), {});
});
