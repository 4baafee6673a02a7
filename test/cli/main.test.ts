import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { reportError } from '../../src/cli/report-error.js';
import { FineTuneError, MXNetError } from '../../src/errors.js';
import { clothesNet, pictures } from '../support/classifier-net.js';
import { ROOT } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { runProcess } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('--version and --help are results, on stdout, with 0', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.deepEqual(await runCli(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await runCli(['--help']);
  assert.equal(help.code, 0);
  assert.equal(help.stderr, '');
  for (const command of ['train', 'install', 'doctor', 'inspect', 'predict']) {
    assert.ok(help.stdout.includes(command), `${command} is in the help`);
  }
  const own = await runCli(['install', '--help']);
  assert.equal(own.code, 0);
  assert.match(own.stdout, /--cuda.*--mxnet-version.*--dir/s);
});

test('a wrong option is one line on stderr that names it, with 2', async () => {
  for (const argv of [
    ['doctor', '--jsonn'],
    ['install', '--cuda', '12.0'],
    ['install', '--mxnet-version', '0.9'],
    ['install', '--cuda'],
    ['install', '--dir', '/x', 'rest'],
  ]) {
    const { code, stdout, stderr } = await runCli(argv);
    assert.equal(code, 2, argv.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, /^mxnet-finetune: [^\n]+\n$/);
  }
  const { stderr } = await runCli(['doctor', '--jsonn']);
  assert.match(stderr, /jsonn.*See: mxnet-finetune doctor --help$/m);
  assert.match((await runCli(['eval'])).stderr, /See: mxnet-finetune eval --help$/m);
  assert.match((await runCli(['nothing'])).stderr, /nothing.*See: mxnet-finetune --help$/m);
});

test('results that cannot be written end with 5 and one line', {
  skip: existsSync('/dev/full') ? false : 'there is no device that is always full',
}, async () => {
  const { code, stderr } = await runProcess(['--help'], { before: 'exec > /dev/full' });
  assert.equal(code, 5);
  assert.match(stderr, /^mxnet-finetune: the results cannot be written: ENOSPC: [^\n]+\n$/);
});

test('behind -- there are names only, whatever they begin with', async (t) => {
  const cwd = temporaryFolder(t);
  const prefix = await clothesNet(cwd);
  const [picture] = pictures(1) as [Buffer];
  for (const name of ['-a.png', '--json', 'b.png']) writeFileSync(join(cwd, name), picture);
  const names = ['-a.png', '--json', 'b.png'];
  const { code, stdout } = await runProcess(['predict', '--csv', '--', prefix, ...names], { cwd });
  assert.equal(code, 0);
  const files = stdout
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0]);
  assert.deepEqual([...new Set(files)], ['./-a.png', './--json', 'b.png']);
});

test('of a repeated option the last one counts', async () => {
  const { code, stderr } = await runCli(['install', '--cuda', '9.9', '--cuda', '8.8']);
  assert.equal(code, 2);
  assert.match(stderr, /CUDA 8\.8/);
});

test('every kind of error has its documented exit code', () => {
  const own = (code: FineTuneError['code']) => exitCodeOf(new FineTuneError(code, 'x'));
  assert.equal(own('ERR_OPTION'), 2);
  assert.equal(own('ERR_DATA'), 3);
  for (const code of [
    'ERR_CHECKPOINT_NOT_FOUND',
    'ERR_CHECKPOINT_FORMAT',
    'ERR_CHECKPOINT_MISMATCH',
    'ERR_HEAD_NOT_FOUND',
  ] as const) {
    assert.equal(own(code), 4, code);
  }
  for (const code of ['ERR_DEVICE', 'ERR_OUTPUT', 'ERR_INSTALL'] as const) {
    assert.equal(own(code), 5, code);
  }
  assert.equal(own('ERR_DIVERGED'), 6);

  const native = (code: MXNetError['code'], text = '') =>
    exitCodeOf(new MXNetError(code, 'MXTest', text));
  for (const code of [
    'ERR_MXNET_LIBRARY_NOT_FOUND',
    'ERR_MXNET_LIBRARY_OPEN',
    'ERR_MXNET_LIBRARY_VERSION',
    'ERR_MXNET_SYMBOL_MISSING',
    'ERR_MXNET_ADDON',
  ] as const) {
    assert.equal(native(code), 5, code);
  }
  assert.equal(native('ERR_MXNET_CALL', 'cudaMalloc retry failed: out of memory'), 7);
  assert.equal(native('ERR_MXNET_CALL', 'CUDA: invalid device ordinal'), 5);
  assert.equal(native('ERR_MXNET_CALL', 'Check failed: a == b'), 1);
  assert.equal(exitCodeOf(new TypeError('x is not a function')), 1);
});

test('an interruption answers with the number of its signal', () => {
  const error = new FineTuneError('ERR_INTERRUPTED', 'stopped');
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const controller = new AbortController();
    controller.abort({ signal });
    assert.equal(exitCodeOf(error, controller.signal), code);
  }
  assert.equal(exitCodeOf(error), 130);
});

test('an error is one line; --verbose adds the whole text, the stack and the causes', () => {
  const report = (verbose: boolean) => {
    let text = '';
    const sink = {
      write: (part: string) => {
        text += part;
      },
    };
    const { signal } = new AbortController();
    const cause = new MXNetError('ERR_MXNET_CALL', 'MXTest', 'first line\nStack trace:\n  frame');
    const error = new FineTuneError('ERR_DATA', 'bad\ndata', { cause });
    reportError({ stdout: sink, stderr: sink, env: {}, signal }, error, verbose);
    return text;
  };
  assert.equal(report(false), 'mxnet-finetune: bad data\n');
  const verbose = report(true);
  assert.match(verbose, /^mxnet-finetune: bad data\nFineTuneError \(ERR_DATA\)\n/);
  assert.match(verbose, /caused by MXNetError \(ERR_MXNET_CALL\)\nfirst line\nStack trace:/);
  assert.match(verbose, /main\.test/);
});
