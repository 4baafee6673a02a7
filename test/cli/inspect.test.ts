import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CheckpointDescription } from '../../src/report/describe-checkpoint.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

const RESNET = fixture('models', 'resnet20');
const MLP = fixture('models', 'mlp');

type Described = CheckpointDescription & { prefix: string; epoch: number; imageShape: number[] };

async function described(...argv: string[]): Promise<Described> {
  const { code, stdout, stderr } = await runCli(['inspect', ...argv, '--json']);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 1, 'one object');
  return JSON.parse(stdout) as Described;
}

test('the numbers are those of Python MXNet', async () => {
  const expected = await pythonJson<{
    outputs: string[];
    parameters: number;
    arrays: number;
    shapes: Record<string, number[]>;
  }>(`
import json, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(RESNET)}, 1)
internals = net.get_internals()
_, shapes, _ = internals.infer_shape(data=(1, 3, 28, 28))
print(json.dumps({'outputs': net.list_outputs(), 'parameters': sum(a.size for a in args.values()),
                  'arrays': len(args) + len(states), 'shapes': dict(zip(internals.list_outputs(), shapes))}))
`);
  const found = await described(RESNET, '--image-shape', '3,28,28', '--layers');
  assert.equal(found.parameterCount, expected.parameters);
  assert.equal(found.arrays, expected.arrays);
  assert.deepEqual(found.outputs, expected.outputs);
  assert.deepEqual(found.inputs, ['data', 'softmax_label']);
  assert.deepEqual([found.missing, found.extra], [[], []]);
  assert.ok(found.layers.length > 50);
  for (const { name, outputShape } of found.layers) {
    assert.deepEqual(outputShape, expected.shapes[`${name}_output`], name);
  }
});

test('the head that fine-tuning would replace is described', async () => {
  const { head, headProblem } = await described(RESNET, '--epoch', '1');
  assert.deepEqual(head, {
    layer: 'fc1',
    operator: 'FullyConnected',
    lastKept: 'flatten0',
    parameters: ['fc1_weight', 'fc1_bias'],
  });
  assert.equal(headProblem, undefined);
});

test('layers are listed only when asked for, each with its arrays', async () => {
  assert.equal('layers' in (await described(MLP)), false);
  const { layers } = await described(MLP, '--image-shape', '3,28,28', '--layers');
  assert.deepEqual(
    layers.find(({ name }) => name === 'fc2'),
    {
      name: 'fc2',
      operator: 'FullyConnected',
      outputShape: [1, 64],
      parameters: [
        { name: 'fc2_weight', shape: [64, 128], dtype: 'float32' },
        { name: 'fc2_bias', shape: [64], dtype: 'float32' },
      ],
      auxiliaryStates: [],
      parameterCount: 64 * 128 + 64,
    },
  );
});

test('people get a summary, and a table of the layers', async () => {
  const { code, stdout, stderr } = await runCli(['inspect', MLP, '--layers']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^head +fc3 \(FullyConnected\) after relu2; replacing it drops fc3_weight/m);
  assert.match(stdout, /^parameters +310090$/m);
  assert.match(stdout, /^fc2 +FullyConnected +\S+ +8256 +fc2_weight 64×128, fc2_bias 64$/m);
});

test('a network of another input still has its layers, without shapes of outputs', async () => {
  const { layers } = await described(RESNET, '--image-shape', '3,1,1', '--layers');
  assert.ok(layers.length > 50);
});

test('values of another network are listed', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  copyFileSync(`${MLP}-symbol.json`, `${prefix}-symbol.json`);
  copyFileSync(`${RESNET}-0001.params`, `${prefix}-0001.params`);
  const { missing, extra } = await described(prefix);
  assert.deepEqual(missing, ['fc2_weight', 'fc2_bias', 'fc3_weight', 'fc3_bias']);
  assert.ok(extra.includes('aux:bn_data_moving_mean'));
});

test('a network without a head that can be found says why', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  const graph = JSON.parse(readFileSync(`${MLP}-symbol.json`, 'utf8')) as { heads: number[][] };
  graph.heads.push([4, 0, 0]);
  writeFileSync(`${prefix}-symbol.json`, JSON.stringify(graph));
  copyFileSync(`${MLP}-0001.params`, `${prefix}-0001.params`);
  const { head, headProblem } = await described(prefix);
  assert.equal(head, undefined);
  assert.match(headProblem ?? '', /has 2 outputs.*--layer-before-fullc/);
});

test('what is missing or broken ends with 4, a wrong option with 2', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  copyFileSync(`${MLP}-symbol.json`, `${prefix}-symbol.json`);
  writeFileSync(`${prefix}-0003.params`, readFileSync(`${MLP}-0001.params`).subarray(0, 100));
  for (const [argv, expected, reason] of [
    [[`${prefix}x`], 4, /no checkpoint .*netx-NNNN\.params/],
    [[prefix, '--epoch', '1'], 4, /net-0001\.params, but for 3/],
    [[prefix], 4, /net-0003\.params is cut off/],
    [[prefix, '--epoch', 'x'], 2, /--epoch must be a whole number/],
    [[prefix, '--epoch', '-1'], 2, /--epoch must be/],
    [[prefix, '--image-shape', '3'], 2, /--image-shape/],
    [[prefix, 'more'], 2, /more/],
    [[], 2, /Not enough/],
  ] as const) {
    const { code, stdout, stderr } = await withLiveCounts(() => runCli(['inspect', ...argv]));
    assert.equal(code, expected, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^mxnet-finetune: [^\n]+\n$/);
    assert.match(stderr, reason);
  }
});
