import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { main } from '../../src/cli/main.js';
import { ImageBar } from '../../src/cli/output/image-bar.js';
import { fixture } from '../support/paths.js';
import { plainPng } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Terminal } from '../support/terminal.js';

/** A folder with two classes of six pictures each. */
function pictures(t: TestContext): { folder: string; root: string } {
  const folder = temporaryFolder(t);
  const root = join(folder, 'photos');
  for (const [label, name] of ['cat', 'dog'].entries()) {
    mkdirSync(join(root, name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      writeFileSync(join(root, name, `${i}.png`), plainPng(32, 100 * label, 20 * i, 7));
    }
  }
  return { folder, root };
}

async function onTerminal(
  argv: readonly string[],
  env = process.env,
): Promise<{ code: number; terminal: Terminal }> {
  const terminal = new Terminal();
  const signal = new AbortController().signal;
  const code = await main([...argv], {
    stdout: { write: () => {} },
    stderr: terminal,
    env,
    signal,
  });
  return { code, terminal };
}

test('on a terminal images are counted at most five times a second, and nothing of it stays', () => {
  const terminal = new Terminal();
  let now = 0;
  const bar = new ImageBar(terminal, 'packing', () => now);
  const drawn: string[] = [];
  for (let done = 1; done <= 100; done++, now += 10) {
    const before = terminal.written;
    bar.show(done, 100);
    if (terminal.written !== before) drawn.push(terminal.lines.at(-1) ?? '');
  }
  assert.deepEqual(drawn, [
    'packing [------------------------] 1/100 images | … images/s',
    'packing [=====-------------------] 21/100 images | 105 images/s',
    'packing [==========--------------] 41/100 images | 103 images/s',
    'packing [===============---------] 61/100 images | 102 images/s',
    'packing [===================-----] 81/100 images | 101 images/s',
    '',
  ]);
  const open = new ImageBar(terminal, 'unpacking', () => now);
  open.show(7);
  assert.equal(terminal.lines.at(-1), 'unpacking 7 images | … images/s');
  open.stop();
  assert.deepEqual(terminal.lines, ['']);
});

test('where nobody watches, nothing is said', () => {
  const bar = new ImageBar({ write: assert.fail }, 'packing');
  for (let done = 1; done <= 100; done++) bar.show(done, 100);
  bar.stop();
});

test('pack, unpack and validate --deep count images on a terminal', async (t) => {
  const { folder, root } = pictures(t);
  const prefix = join(folder, 'set');
  const listing = await runCli(['pack', '--list', '--recursive', prefix, root]);
  assert.equal(listing.code, 0, listing.stderr);
  for (const [argv, shown] of [
    [['pack', prefix, root], /packing set\.rec \[[=-]{24}\] 1\/12 images \| … images\/s/],
    [['unpack', `${prefix}.rec`, join(folder, 'back')], /unpacking set\.rec 1 images/],
    [['validate', '--deep', '--data-train', `${prefix}.rec`], /decoding 1 images/],
  ] as const) {
    const { code, terminal } = await onTerminal(argv);
    assert.equal(code, 0, terminal.written);
    assert.match(terminal.written, shown);
    assert.doesNotMatch(terminal.lines.join('\n'), /images\/s/);
    assert.equal(terminal.lines.at(-1), '');
  }
});

test('a run counts the images of its folder on a terminal while it packs them, and its log does not', async (t) => {
  const { folder, root } = pictures(t);
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const argv = [
    ...['--pretrained-model', fixture('models', 'mlp'), '--load-epoch', '1', '--begin-epoch', '0'],
    ...['--num-epochs', '1', '--data', root, '--image-shape', '3,28,28', '--batch-size', '4'],
  ];
  const { code, terminal } = await onTerminal(argv, env);
  assert.equal(code, 0, terminal.written);
  assert.match(terminal.written, /packing \[=*-*\] 1\/12 images \| … images\/s/);
  assert.doesNotMatch(terminal.lines.join('\n'), /packing \[/);
  const piped = await runCli(argv, {
    env: { ...env, MXNET_FINETUNE_CACHE: join(folder, 'other') },
  });
  assert.equal(piped.code, 0, piped.stderr);
  assert.doesNotMatch(piped.stderr, /1\/12 images/);
});
