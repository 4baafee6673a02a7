import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { folderContents } from '../support/folder-contents.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { runProcess } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

function prepare(test: TestContext): { folder: string; argv: string[] } {
  const folder = temporaryFolder(test);
  return { folder, argv: tinyRunArguments(writeRecords(folder, 'train.rec', tinyRecords(16))) };
}

async function assertOutputError(
  folder: string,
  argv: readonly string[],
  reason: RegExp,
): Promise<void> {
  const before = folderContents(folder);
  const { code, stderr } = await runCli(argv);
  assert.equal(code, 5, stderr);
  assert.match(stderr, /\nmxnet-finetune: [^\n]+choose another --model-prefix\n$/);
  assert.match(stderr, reason);
  assert.doesNotMatch(stderr, /Epoch\[/, 'before the first batch');
  assert.deepEqual(folderContents(folder), before, 'nothing is written');
}

test('the folder of the output is made, however deep, and a prefix may be a folder', async (t) => {
  const { folder, argv } = prepare(t);
  for (const prefix of ['a/b/c/net', 'd/e/']) {
    const { code, stderr } = await runCli([...argv, '--model-prefix', join(folder, prefix)]);
    assert.equal(code, 0, stderr);
    const names = Object.keys(folderContents(folder));
    for (const name of ['-0001.params', '-symbol.json', '-finetune.json', '.log']) {
      assert.ok(names.includes(`${prefix}${name}`), `${prefix}${name}`);
    }
    assert.ok(names.every((name) => !name.endsWith('.tmp')));
  }
  shown(t, 'model-prefix');
});

test('an output that cannot be written is refused before the first batch', async (t) => {
  const { folder, argv } = prepare(t);
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('loop', join(folder, 'loop'));
  mkdirSync(join(folder, 'taken', 'net-symbol.json'), { recursive: true });
  mkdirSync(join(folder, 'busy', 'net-finetune.json'), { recursive: true });
  mkdirSync(join(folder, 'logged', 'net.log'), { recursive: true });
  for (const [prefix, reason] of [
    ['file/net', /file\/net-.*a file has the name of its folder/],
    ['file/deep/net', /a file has the name of its folder/],
    ['loop/net', /circle of links/],
    ['taken/net', /net-symbol\.json is a folder/],
    ['busy/net', /net-finetune\.json is a folder/],
    ['logged/net', /net\.log: a folder has this name/],
    [`${'x'.repeat(300)}/net`, /name is too long/],
    ['x'.repeat(240), /name is too long/],
  ] as const) {
    await assertOutputError(folder, [...argv, '--model-prefix', join(folder, prefix)], reason);
  }
});

test('a folder that may not be written is refused, and nothing is left in it', async (t) => {
  const { folder, argv } = prepare(t);
  // Nobody can make files there, whoever runs this.
  const prefix = '/proc/self/net';
  const before = folderContents(folder);
  const { code, stderr } = await runCli([...argv, '--model-prefix', prefix]);
  assert.equal(code, 5, stderr);
  assert.match(stderr, /cannot write \/proc\/self\/net-\*: .*--model-prefix/);
  assert.deepEqual(folderContents(folder), before);
});

test('a run that fails leaves no folder that it made', async (t) => {
  const { folder, argv } = prepare(t);
  // Only the iterator finds out that the image is damaged: the folder has been made by then.
  const records = tinyRecords(16);
  records[3] = { image: Buffer.from('no image') };
  const damaged = writeRecords(folder, 'damaged.rec', records);
  mkdirSync(join(folder, 'there'));
  const before = folderContents(folder);
  for (const prefix of ['a/b/net', 'there/c/net', 'there/net']) {
    const output = ['--data-train', damaged, '--model-prefix', join(folder, prefix)];
    const { code, stderr } = await runCli([...argv, ...output]);
    assert.equal(code, 3, stderr);
    assert.deepEqual(folderContents(folder), before, prefix);
  }
});

test('the pretrained checkpoint is not overwritten, whatever leads to it', async (t) => {
  const { folder, argv } = prepare(t);
  mkdirSync(join(folder, 'models'));
  symlinkSync('models', join(folder, 'link'));
  const prefix = join(folder, 'models', 'net');
  copyFileSync(fixture('models', 'mlp-symbol.json'), `${prefix}-symbol.json`);
  copyFileSync(fixture('models', 'mlp-0001.params'), `${prefix}-0001.params`);
  const from = [...argv, '--pretrained-model', prefix];
  const before = folderContents(folder);
  for (const same of ['models/net', 'models/../models/net', './models//net', 'link/net']) {
    const { code, stderr } = await runCli([...from, '--model-prefix', `${folder}/${same}`]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /would overwrite the pretrained network .*net-symbol\.json.*--overwrite/);
    assert.deepEqual(folderContents(folder), before);
  }
  const allowed = await runCli([
    ...[...from, '--model-prefix', prefix, '--begin-epoch', '1', '--num-epochs', '2'],
    '--overwrite',
  ]);
  assert.equal(allowed.code, 0, allowed.stderr);
  const after = folderContents(folder);
  assert.equal(after['models/net-0001.params'], before['models/net-0001.params']);
  assert.notEqual(after['models/net-symbol.json'], before['models/net-symbol.json']);
  shown(t, 'overwrite');
});

test('a file size limit while saving: the error says so, the checkpoint before stays and loads', async (t) => {
  const { folder, argv } = prepare(t);
  const prefix = join(folder, 'out', 'net');
  const small = [...argv, '--model-prefix', prefix];
  assert.equal((await runCli(small)).code, 0);
  const before = folderContents(folder);
  // The values take 1.2 MB, everything else less than the limit of 512 kB.
  const { code, stderr } = await runProcess([...small, '--begin-epoch', '1', '--num-epochs', '3'], {
    before: 'ulimit -f 1024',
  });
  assert.equal(code, 5, stderr);
  assert.match(stderr, /cannot write .*net-0002\.params: .*disk is (not )?full.*--model-prefix/);
  const after = folderContents(folder);
  for (const name of ['net-symbol.json', 'net-0001.params', 'net-finetune.json']) {
    assert.equal(after[`out/${name}`], before[`out/${name}`], name);
  }
  assert.deepEqual(
    Object.keys(after).filter((name) => name.endsWith('.tmp') || name.includes('0002')),
    [],
  );
  using checkpoint = await loadCheckpoint(prefix, 1);
  assert.ok(checkpoint.argParams.has('fc_weight'));
});

test('a log that takes no more is told once, and the run goes on', async (t) => {
  const { folder, argv } = prepare(t);
  symlinkSync('/dev/full', join(folder, 'net.log'));
  const { code, stderr } = await runCli([...argv, '--model-prefix', join(folder, 'net')]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr.match(/net\.log cannot be written any more/g)?.length, 1);
  assert.ok('net-0001.params' in folderContents(folder));
});

test('temporary files of a run that was killed are removed by the next one', async (t) => {
  const { folder, argv } = prepare(t);
  const prefix = join(folder, 'out', 'net');
  // Everything lies under its temporary name when it should be renamed.
  const killed = await runProcess([...argv, '--model-prefix', prefix], {
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(KILLED_WHILE_SAVING)}`,
    },
  });
  assert.equal(killed.signal, 'SIGKILL');
  const left = Object.keys(folderContents(folder)).filter((name) => name.endsWith('.tmp'));
  assert.equal(left.length > 0, true, 'the killed run has left something');
  const { code, stderr } = await runCli([...argv, '--model-prefix', prefix]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Removed what a killed run has left: .*\.tmp/);
  const names = Object.keys(folderContents(folder));
  assert.deepEqual(
    names.filter((name) => name.endsWith('.tmp')),
    [],
  );
});

/** Kills its own process instead of giving a file its name. */
const KILLED_WHILE_SAVING = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
fs.rename = () => process.kill(process.pid, 'SIGKILL');
syncBuiltinESMExports();
`;
