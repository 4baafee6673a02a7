import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { main } from '../../src/cli/main.js';
import { ProgressLines } from '../../src/cli/output/progress.js';
import type { FineTuneEvent } from '../../src/finetune/events.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { smallRun } from '../support/fine-tune.js';
import { digestOf } from '../support/folder-contents.js';
import { fixture } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { Terminal } from '../support/terminal.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

function prepare(test: TestContext): { prefix: string; argv: string[] } {
  const folder = temporaryFolder(test);
  const prefix = join(folder, 'net');
  const train = writeRecords(folder, 'train.rec', tinyRecords(50));
  const validation = ['--data-val', writeRecords(folder, 'val.rec', tinyRecords(21))];
  return { prefix, argv: tinyRunArguments(train, ...validation, '--model-prefix', prefix) };
}

/** Times and speeds differ from run to run. */
function timeless(text: string): string {
  return text.replace(/(Speed: |Time cost=|"seconds":|"speed":|"time":)[^\s,}]+/g, '$1…');
}

test('PREFIX.log has the lines of stderr, and stdout has none', async (t) => {
  const { prefix, argv } = prepare(t);
  const { code, stdout, stderr } = await runCli([...argv, '--disp-batches', '2']);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.equal(readFileSync(`${prefix}.log`, 'utf8'), stderr);
  assert.ok(stderr.split('\n').every((line) => /^((INFO|WARNING):root:.+)?$/.test(line)));
  assert.doesNotMatch(stderr.replaceAll(/[\n\t]/g, ''), /\p{Cc}/u, 'no control characters');
});

test('the lines are those of upstream, which its tools can read', async (t) => {
  const { argv } = prepare(t);
  const { stderr } = await runCli([...argv, '--num-epochs', '2', '--disp-batches', '3']);
  for (const line of [
    /^INFO:root:start with arguments Namespace\(.*batch_size=8, .*\)$/m,
    /^INFO:root:Epoch\[0\] Batch \[0-3\]\tSpeed: \d+\.\d\d samples\/sec\taccuracy=\d\.\d{6}$/m,
    /^INFO:root:Epoch\[0\] Batch \[3-6\]\tSpeed: /m,
    /^INFO:root:Epoch\[1\] Train-accuracy=\d\.\d{6}$/m,
    /^INFO:root:Epoch\[1\] Time cost=\d+\.\d{3}$/m,
    /^INFO:root:Saved checkpoint to ".*net-0002\.params"$/m,
    /^INFO:root:Epoch\[1\] Validation-accuracy=\d\.\d{6}$/m,
  ]) {
    assert.match(stderr, line);
  }
});

test('long lists are cut where nobody would read on', async (t) => {
  const { argv } = prepare(t);
  const { code, stderr } = await runCli([...argv, '--num-classes', '1000']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /by class 17, 17, 16, 0, .*, 0, … \(1000 in all\)\n/);
  assert.match(stderr, /Class names: 0, 1, 2, .*, 98, 99, … \(1000 in all\) \(from the numbers/);
});

test('a run from the beginning starts the log anew, one that goes on adds to it', async (t) => {
  const { prefix, argv } = prepare(t);
  const first = await runCli(argv);
  const again = await runCli(argv);
  assert.equal(readFileSync(`${prefix}.log`, 'utf8'), again.stderr);
  assert.equal(timeless(first.stderr), timeless(again.stderr), 'runs repeat');
  const more = await runCli([...argv, '--begin-epoch', '1', '--num-epochs', '2']);
  assert.equal(more.code, 0, more.stderr);
  assert.equal(readFileSync(`${prefix}.log`, 'utf8'), again.stderr + more.stderr);
});

test('an error is one line behind the log, and the log does not have it', async (t) => {
  const { prefix, argv } = prepare(t);
  await runCli(argv);
  const before = digestOf(`${prefix}.log`);
  const { code, stderr } = await runCli([...argv, '--num-classes', '2']);
  assert.equal(code, 3);
  assert.match(stderr, /\nmxnet-finetune: [^\n]+\n$/);
  assert.equal(digestOf(`${prefix}.log`), before, 'the run has not begun');
});

test('--verbose adds the stack and the causes, of a usage error too', async (t) => {
  const { argv } = prepare(t);
  const short = await runCli([...argv, '--image-shape', '3,28']);
  assert.equal(short.stderr.split('\n').length, 3, 'the options, the error');
  const long = await runCli([...argv, '--image-shape', '3,28', '--verbose']);
  assert.match(long.stderr, /FineTuneError \(ERR_OPTION\)\n.*at /s);
});

test('a wrong --num-examples is told, and changes nothing', async (t) => {
  const { prefix, argv } = prepare(t);
  const run = [...argv, '--num-epochs', '2', '--lr-step-epochs', '1', '--mom', '0.9'];
  await runCli(run);
  const right = digestOf(`${prefix}-0002.params`);
  for (const count of ['5', '500', '50']) {
    const { code, stderr } = await runCli([...run, '--num-examples', count]);
    assert.equal(code, 0, stderr);
    const warning = /WARNING:root:--num-examples is (5|500), but .*train\.rec has 50 images/;
    if (count === '50') assert.doesNotMatch(stderr, /WARNING.*num-examples/);
    else assert.match(stderr, warning);
    assert.equal(digestOf(`${prefix}-0002.params`), right, count);
  }
  const believed = await runCli([
    ...run,
    ...['--num-examples', '5', '--compat', '--layer-before-fullc', 'relu2'],
  ]);
  assert.equal(believed.code, 0, believed.stderr);
  assert.notEqual(digestOf(`${prefix}-0002.params`), right, 'upstream believes it');
});

test('a run whose steps all lie behind goes on at the last rate', async (t) => {
  const { argv } = prepare(t);
  const { code, stderr } = await runCli([
    ...argv,
    ...['--begin-epoch', '5', '--num-epochs', '6', '--lr', '0.1', '--lr-step-epochs', '2,4'],
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /INFO:root:Adjust learning rate to 1\.000000e-03 for epoch 5\n/);
  assert.match(stderr, /Epoch\[5\] Train-accuracy/);
  assert.doesNotMatch(stderr, /Change learning rate/);
});

test('events tell what happens, in order, with the numbers of the log', async () => {
  const events: FineTuneEvent[] = [];
  const result = await fineTune(
    smallRun({
      pretrainedModel: fixture('models', 'mlp'),
      numEpochs: 2,
      dataVal: fixture('data', 'fm3_val.rec'),
      batchSize: 200,
    }),
    { onEvent: (event) => events.push(event) },
  );
  const second = events.filter((event) => event.type === 'best').length === 2 ? ['best 1'] : [];
  assert.deepEqual(
    events.map((event) => ('epoch' in event ? `${event.type} ${event.epoch}` : event.type)),
    [
      'start',
      ...['batch 0', 'batch 0', 'batch 0', 'epoch 0', 'validation 0', 'best 0'],
      ...['batch 1', 'batch 1', 'batch 1', 'epoch 1', 'validation 1', ...second],
      'end',
    ],
  );
  const [start] = events;
  assert.ok(start?.type === 'start');
  assert.deepEqual(
    [start.batches, start.images, start.beginEpoch, start.numEpochs, start.device],
    [3, 600, 0, 2, 'cpu(0)'],
  );
  const last = events.findLast((event) => event.type === 'validation');
  assert.ok(last?.type === 'validation');
  assert.deepEqual(result.validation, last.metrics);
  assert.equal(result.checkpoint, undefined);
});

test('on a terminal a bar stands below the lines while an epoch lasts, and nothing of it stays', async (t) => {
  const { prefix, argv } = prepare(t);
  const terminal = new Terminal();
  const code = await main([...argv, '--disp-batches', '2'], {
    stdout: { write: assert.fail },
    stderr: terminal,
    env: process.env,
    signal: new AbortController().signal,
  });
  assert.equal(code, 0, terminal.written);
  assert.match(
    terminal.written,
    /epoch 1\/1 \[={3}-{21}\] 1\/7 batches \| … images\/s \| accuracy/,
  );
  const log = readFileSync(`${prefix}.log`, 'utf8');
  assert.equal(terminal.lines.join('\n'), log);
  assert.doesNotMatch(log.replaceAll(/[\n\t]/g, ''), /\p{Cc}/u);
});

test('an error on a terminal takes the bar away and stands in a line of its own', async (t) => {
  const { prefix, argv } = prepare(t);
  const interruption = new AbortController();
  const terminal = new Terminal((text) => {
    if (text.includes('Batch [0-2]')) interruption.abort({ signal: 'SIGINT' });
  });
  const code = await main([...argv, '--disp-batches', '2'], {
    stdout: { write: assert.fail },
    stderr: terminal,
    env: process.env,
    signal: interruption.signal,
  });
  assert.equal(code, 130);
  const lines = terminal.lines.join('\n');
  const log = readFileSync(`${prefix}.log`, 'utf8');
  assert.ok(lines.startsWith(log));
  assert.match(lines.slice(log.length), /^mxnet-finetune: the run was interrupted[^\n]*\n$/);
});

test('a bar is drawn at most five times a second, and never wider than the terminal', () => {
  const terminal = new Terminal();
  let now = 0;
  const lines = new ProgressLines(terminal, () => now);
  lines.event({
    type: 'start',
    batches: 1000,
    beginEpoch: 0,
    numEpochs: 2,
    images: 10_000,
    device: 'cpu(0)',
    resumes: false,
  });
  const drawn: number[] = [];
  for (let batch = 0; batch < 1000; batch++) {
    const before = terminal.written.length;
    const metrics = [['accuracy-with-a-long-name', 0.5] as const];
    lines.event({ type: 'batch', epoch: 0, batch, metrics });
    if (terminal.written.length > before) drawn.push(now);
    assert.ok((terminal.lines.at(-1) ?? '').length < terminal.columns);
    now += 10;
  }
  assert.equal(drawn.length, 50);
  // Ten images a batch, ten milliseconds each.
  assert.match(terminal.lines.at(-1) ?? '', /98\d\/1000 batches \| 1000 images\/s/);
  lines.event({ type: 'epoch', epoch: 0, metrics: [], seconds: 1 });
  assert.deepEqual(terminal.lines, ['']);
});
