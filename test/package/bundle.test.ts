import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { smallRunArguments } from '../support/fine-tune.js';
import { digestOf } from '../support/folder-contents.js';
import { fixture, ROOT } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const BUNDLED = join(ROOT, 'lib', 'bundle', 'bin.js');
const COMPILED = join(ROOT, 'lib', 'cli', 'bin.js');

function run(program: string, ...args: string[]): string {
  return execFileSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

test('the bundled entries give what the compiled ones give', async () => {
  for (const [bundled, compiled] of [
    ['index.js', ['index.js']],
    ['predictor.js', ['predictor', 'index.js']],
    ['server.js', ['server', 'index.js']],
  ] as const) {
    const names = await Promise.all(
      [join(ROOT, 'lib', 'bundle', bundled), join(ROOT, 'lib', ...compiled)].map(async (file) =>
        Object.keys((await import(file)) as object).sort(),
      ),
    );
    assert.deepEqual(names[0], names[1], bundled);
  }
});

test('the command that is bundled can be run as it lies there', (t) => {
  const folder = temporaryFolder(t);
  run(join(ROOT, 'scripts', 'bundle.mjs'), folder);
  assert.equal(statSync(join(folder, 'bin.js')).mode & 0o777, 0o755);
});

test('the bundled command says what the compiled one says', () => {
  for (const args of [
    ['--version'],
    ['--help'],
    ['serve', '--help'],
    ['doctor'],
    ['inspect', fixture('models', 'resnet20'), '--epoch', '1', '--json'],
    ['validate', '--data-train', fixture('data', 'fm3_val.rec'), '--num-classes', '3'],
  ]) {
    assert.equal(run(BUNDLED, ...args), run(COMPILED, ...args), args.join(' '));
  }
});

test('the bundled command trains to the same bytes, and writes the same files', (t) => {
  const written = [BUNDLED, COMPILED].map((program) => {
    const prefix = join(temporaryFolder(t), 'net');
    const more = ['--data-val', fixture('data', 'fm3_val.rec'), '--log', 'csv,tensorboard'];
    run(program, ...smallRunArguments(...more, '--model-prefix', prefix));
    const names = readdirSync(join(prefix, '..')).sort();
    const digests = ['-0001.params', '-symbol.json'].map((end) => digestOf(`${prefix}${end}`));
    return { names, digests };
  });
  assert.deepEqual(written[0], written[1]);
  assert.ok(written[0]?.names.includes('net.csv'));
});
