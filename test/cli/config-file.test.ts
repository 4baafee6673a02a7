import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfigFile } from '../../src/cli/options/config-file.js';
import { withConfigFile } from '../../src/cli/options/train-options.js';
import { smallRunArguments } from '../support/fine-tune.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

const NAMES = ['batch-size', 'lr', 'compat', 'rgb-mean', 'model-prefix'];

function written(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('YAML and JSON give the same options, with dashes or underscores', (t) => {
  const folder = temporaryFolder(t);
  const yaml = 'batch_size: 16\nlr: 1e-3\ncompat: true\nrgb-mean: [1, 2, 3]\nmodel-prefix: null\n';
  const json = '{"batch-size": 16, "lr": 1e-3, "compat": true, "rgb_mean": "1,2,3"}';
  const expected = new Map<string, string | boolean>([
    ['batch-size', '16'],
    ['lr', '1e-3'],
    ['compat', true],
    ['rgb-mean', '1,2,3'],
  ]);
  assert.deepEqual(readConfigFile(written(folder, 'a.yml', yaml), NAMES), expected);
  assert.deepEqual(readConfigFile(written(folder, 'a.json', json), NAMES), expected);
});

test('numbers are taken as they are written', (t) => {
  const text = 'model-prefix: 1.10\nlr: .5\nrgb-mean: [007, 1e2, 2.50]\nbatch-size:\n';
  const file = written(temporaryFolder(t), 'a.yml', text);
  assert.deepEqual(
    readConfigFile(file, NAMES),
    new Map([
      ['model-prefix', '1.10'],
      ['lr', '.5'],
      ['rgb-mean', '007,1e2,2.50'],
    ]),
  );
});

test('a switch is true or false, and nothing that would be taken for one of them', (t) => {
  const folder = temporaryFolder(t);
  for (const [text, received] of [
    ['freeze-bn: yes', 'yes'],
    ['freeze_bn: 1', '1'],
    ['freeze-bn: "true"', 'true'],
  ] as const) {
    const config = written(folder, 'a.yml', text);
    assert.throws(() => withConfigFile({ config }), {
      code: 'ERR_OPTION',
      message: `${config}: freeze-bn must be true or false, received '${received}'`,
    });
  }
  const config = written(folder, 'a.yml', 'freeze-bn: True\ncompat: false');
  assert.deepEqual(withConfigFile({ config }), { config, 'freeze-bn': true, compat: false });
});

test('a file of options that names another one is refused', (t) => {
  const config = written(temporaryFolder(t), 'a.yml', 'config: b.yml');
  assert.throws(() => withConfigFile({ config }), {
    code: 'ERR_OPTION',
    message: `${config}: a file of options cannot name another one`,
  });
});

test('an unknown option is refused with a suggestion', (t) => {
  const file = written(temporaryFolder(t), 'a.yml', 'batchsize: 16\n');
  assert.throws(() => readConfigFile(file, NAMES), {
    code: 'ERR_OPTION',
    message: `${file}: there is no option batchsize; did you mean batch-size?`,
  });
});

test('a file that is missing, broken or no table is refused', (t) => {
  const folder = temporaryFolder(t);
  for (const [name, text] of [
    ['broken.yml', 'a: [1'],
    ['list.yml', '- 1\n- 2\n'],
    ['empty.yml', ''],
    ['nested.yml', 'lr:\n  a: 1\n'],
  ] as const) {
    assert.throws(() => readConfigFile(written(folder, name, text), NAMES), { code: 'ERR_OPTION' });
  }
  assert.throws(() => readConfigFile(join(folder, 'missing.yml'), NAMES), { code: 'ERR_OPTION' });
});

test('the saved configuration repeats the run with the same bytes', async (t) => {
  const folder = temporaryFolder(t);
  const prefix = join(folder, 'm');
  const first = await runCli(smallRunArguments('--model-prefix', prefix, '--wd', '0.001'));
  assert.equal(first.code, 0, first.stderr);
  const again = join(folder, 'again');
  const config = `${prefix}-config.json`;
  const second = await runCli(['--config', config, '--model-prefix', again]);
  assert.equal(second.code, 0, second.stderr);
  assert.equal(digest(`${again}-0001.params`), digest(`${prefix}-0001.params`));
  shown(t, 'config');
});

test('an option on the command line goes before the file', async (t) => {
  const file = written(temporaryFolder(t), 'a.yml', 'num-classes: 3\nbatch-size: 0\n');
  const refused = await runCli(smallRunArguments('--config', file, '--batch-size', '-1'));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--batch-size must be .*received -1/);
});

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
