import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { smallRunArguments } from '../support/fine-tune.js';
import { fixture, ROOT } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

interface RunRecord {
  type: string;
  [field: string]: unknown;
}

function records(file: string): RunRecord[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RunRecord);
}

function validator() {
  const schema = readFileSync(join(ROOT, 'schemas', 'run-log.schema.json'), 'utf8');
  return new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    formats: { 'date-time': true },
  }).compile(JSON.parse(schema));
}

const VALIDATION = ['--data-val', fixture('data', 'fm3_val.rec'), '--disp-batches', '5'];

test('every record of a run fits the schema, from start to end', async (t) => {
  const prefix = join(temporaryFolder(t), 'm');
  const { code, stderr } = await runCli(
    smallRunArguments(...VALIDATION, '--model-prefix', prefix, '--num-examples', '7'),
  );
  assert.equal(code, 0, stderr);
  const written = records(`${prefix}.jsonl`);
  const validate = validator();
  for (const record of written) {
    assert.ok(validate(record), `${JSON.stringify(record)}: ${JSON.stringify(validate.errors)}`);
  }
  assert.deepEqual(
    written.map(({ type }) => type),
    [
      ...['start', 'warning', 'window', 'window', 'window', 'epoch', 'checkpoint', 'validation'],
      ...['best', 'end'],
    ],
  );
  assert.equal(written.at(-1)?.['status'], 'completed');
  // 150 images by 32: what fills the last batch up is not counted.
  assert.equal(written.find(({ type }) => type === 'validation')?.['images'], 150);
  assert.match(stderr, /^INFO:root:Validation of epoch 0: 150 images$/m);
});

test('a run that goes on adds records that fit the schema too', async (t) => {
  const prefix = join(temporaryFolder(t), 'm');
  const options = [...VALIDATION, '--model-prefix', prefix, '--save-batches', '10'];
  await runCli(smallRunArguments(...options, '--num-epochs', '1'));
  const { code, stderr } = await runCli(
    smallRunArguments(...options, '--num-epochs', '2', '--resume', 'auto'),
  );
  assert.equal(code, 0, stderr);
  const written = records(`${prefix}.jsonl`);
  const validate = validator();
  for (const record of written) {
    assert.ok(validate(record), `${JSON.stringify(record)}: ${JSON.stringify(validate.errors)}`);
  }
  const types = written.map(({ type }) => type);
  assert.deepEqual(
    types.filter((type) => type === 'start' || type === 'resume' || type === 'state'),
    ['start', 'state', 'start', 'resume', 'state'],
  );
});

test('a run that fails its checks writes nothing', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'out', 'm');
  const { code } = await runCli(smallRunArguments('--model-prefix', prefix, '--num-classes', '2'));
  assert.equal(code, 3);
  assert.deepEqual(readdirSync(folder), []);
});

test('the table has one line per epoch, and a run that goes on adds to it', async (t) => {
  const prefix = join(temporaryFolder(t), 'm');
  const options = [...VALIDATION, '--model-prefix', prefix, '--log', 'csv'];
  assert.equal((await runCli(smallRunArguments(...options))).code, 0);
  const later = smallRunArguments(...options, '--begin-epoch', '1', '--num-epochs', '2');
  assert.equal((await runCli(later)).code, 0);
  const lines = readFileSync(`${prefix}.csv`, 'utf8').trimEnd().split('\n');
  assert.equal(lines[0], 'epoch,seconds,train-accuracy,validation-accuracy');
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',').length),
    [4, 4],
  );
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',')[0]),
    ['0', '1'],
  );
});

test('an unknown kind of log is refused', async () => {
  const { code, stderr } = await runCli(smallRunArguments('--log', 'excel'));
  assert.equal(code, 2);
  assert.match(stderr, /--log must be csv, tensorboard or both, received 'excel'/);
});
