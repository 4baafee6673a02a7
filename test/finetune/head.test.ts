import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Checkpoint } from '../../src/checkpoint/load.js';
import { FineTuneError } from '../../src/errors.js';
import { findHead, type Head, headAfter } from '../../src/finetune/head.js';
import { planTransfer, replaceHead } from '../../src/finetune/replace-head.js';
import { zeros } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { type Graph, graphOf } from '../../src/symbol/graph.js';
import { inferShape } from '../../src/symbol/infer.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { Layers, NETWORKS } from '../support/networks.js';

const IMAGE = { data: [2, 3, 16, 16] };
const HEAD = { numClasses: 3, compat: false, dtype: 'float32' };

/** A checkpoint with a value for everything that the network needs. */
async function checkpointOf(net: Net): Promise<Checkpoint> {
  const shapes = await inferShape(net, IMAGE);
  const values = (needed: ReadonlyMap<string, readonly number[]>): Map<string, NDArray> =>
    new Map(
      [...needed]
        .filter(([name]) => name !== 'data' && !name.endsWith('_label'))
        .map(([name, shape]) => [name, zeros(shape)]),
    );
  return new Checkpoint(net, {
    argParams: values(shapes.arguments),
    auxParams: values(shapes.auxiliaryStates),
  });
}

async function cut(net: Net, choose: (graph: Graph) => Head = findHead) {
  const checkpoint = await checkpointOf(net);
  const graph = await graphOf(net);
  const head = choose(graph);
  const symbol = replaceHead(net, graph, head, HEAD);
  return { checkpoint, graph, head, symbol };
}

for (const [family, { net, lastKept, replaced, dropped }] of Object.entries(NETWORKS)) {
  test(`the head of ${family} is found, and only its arrays are new`, async () => {
    const { checkpoint, graph, head, symbol } = await cut(net());
    using _ = checkpoint;
    assert.equal(head.lastKept.name, lastKept);
    assert.equal(head.replaced?.name, replaced);
    const transfer = planTransfer(symbol, { graph, head }, checkpoint, false);
    assert.deepEqual(transfer.dropped, dropped);
    const values = [...checkpoint.argParams.keys(), ...checkpoint.auxParams.keys()];
    assert.deepEqual(
      [...transfer.kept].sort(),
      values.filter((name) => !dropped.includes(name)).sort(),
    );
    const fresh = transfer.initialized.filter((name) => name !== 'data');
    assert.deepEqual(fresh, ['fc_weight', 'fc_bias', 'softmax_label']);
    const { outputs } = await inferShape(symbol, IMAGE);
    assert.deepEqual([...outputs], [['softmax_output', [2, 3]]]);
    symbol.dispose();
  });
}

test('layers of the kept part that are called as the new ones keep their names and values', async () => {
  const net = Layers.start()
    .dense('fc', 8)
    .add('SoftmaxActivation', 'softmax')
    .dense('out', 10)
    .softmax('loss');
  const { checkpoint, graph, head, symbol } = await cut(net);
  using _ = checkpoint;
  assert.deepEqual(symbol.listArguments(), [
    'data',
    'fc_weight',
    'fc_bias',
    'fc_1_weight',
    'fc_1_bias',
    'softmax_1_label',
  ]);
  const { kept, initialized } = planTransfer(symbol, { graph, head }, checkpoint, false);
  assert.deepEqual(kept, ['fc_weight', 'fc_bias']);
  assert.deepEqual(initialized, ['data', 'fc_1_weight', 'fc_1_bias', 'softmax_1_label']);
  symbol.dispose();
});

test('a convolution as head is replaced by averaging and a fully connected layer', async () => {
  const { checkpoint, head, symbol } = await cut((NETWORKS['squeezenet'] as { net(): Net }).net());
  using _ = checkpoint;
  assert.equal(head.pooled, true);
  const graph = await graphOf(symbol);
  assert.deepEqual(
    graph.nodes.filter((node) => node.operator !== undefined).map((node) => node.operator),
    ['Convolution', 'Activation', 'Dropout', 'Pooling', 'FullyConnected', 'SoftmaxOutput'],
  );
  const { arguments: shapes } = await inferShape(symbol, IMAGE);
  assert.deepEqual(shapes.get('fc_weight'), [3, 4], 'one weight for each channel');
  symbol.dispose();
});

test('a convolution whose input was averaged is replaced without averaging again', async () => {
  const { checkpoint, head, symbol } = await cut((NETWORKS['mobilenet'] as { net(): Net }).net());
  using _ = checkpoint;
  assert.equal(head.pooled, false);
  const { arguments: shapes } = await inferShape(symbol, IMAGE);
  assert.deepEqual(shapes.get('fc_weight'), [3, 8]);
  symbol.dispose();
});

/** Asserts that no head is found, with the reason and the way out. */
async function assertNotFound(net: Net, reason: RegExp): Promise<void> {
  using _ = net;
  const graph = await graphOf(net);
  assert.throws(
    () => findHead(graph),
    (error) => {
      assert.ok(error instanceof FineTuneError);
      assert.equal(error.code, 'ERR_HEAD_NOT_FOUND');
      assert.match(error.message, reason);
      assert.match(error.message, /--layer-before-fullc.*The last layers are .*inspect PREFIX/);
      return true;
    },
  );
}

test('a network with two outputs is not guessed about', async () => {
  const body = Layers.start().dense('hidden', 8);
  const heads = [body.dense('a', 2).softmax('sa'), body.dense('b', 3).softmax('sb')];
  await assertNotFound(Net.group(heads), /has 2 outputs/);
});

test('a sum of two fully connected layers is not guessed about', async () => {
  const body = Layers.start().dense('hidden', 8);
  const sum = body.dense('a', 4).plus('sum', body.dense('b', 4)).softmax();
  await assertNotFound(sum, /meets the elemwise_add sum first/);
});

test('a convolution that nothing averages, and a network without layers, are not guessed about', async () => {
  const conv = Layers.start().conv('conv', 4, 1).add('Flatten', 'flat').softmax();
  await assertNotFound(conv, /meets the Convolution conv first/);
  const large = Layers.start().conv('conv', 4, 3).globalPool('pool').softmax();
  await assertNotFound(large, /meets the Convolution conv first/);
  await assertNotFound(Layers.start().add('Flatten', 'flat').softmax(), /ends at the input data/);
});

test('an embedding is kept behind: a named layer decides', async () => {
  const net = (NETWORKS['vgg'] as { net(): Net }).net();
  const { checkpoint, graph, head, symbol } = await cut(net, (g) => headAfter(g, 'flatten'));
  using _ = checkpoint;
  assert.equal(head.foundBy, 'name');
  assert.equal(head.replaced?.name, 'fc6');
  const { kept, dropped } = planTransfer(symbol, { graph, head }, checkpoint, false);
  assert.deepEqual(kept, ['conv1_1_weight', 'conv1_1_bias']);
  assert.equal(dropped.length, 6);
  symbol.dispose();
});

test('an unknown layer is answered with the nearest names', async () => {
  using net = (NETWORKS['resnet'] as { net(): Net }).net();
  const graph = await graphOf(net);
  assert.throws(() => headAfter(graph, 'flaten'), {
    code: 'ERR_HEAD_NOT_FOUND',
    message: /no layer flaten\. The nearest names are flatten0, \w+, \w+, \w+, \w+; .*inspect/,
  });
  assert.throws(() => headAfter(graph, 'fc1_weight'), /no layer fc1_weight/);
  assert.throws(() => headAfter(graph, 'flatten0_output'), /nearest names are flatten0/);
});

test('a name that two layers have is refused', async () => {
  const twice = Layers.start().dense('a', 4).relu('same').dense('b', 4).relu('same');
  using net = twice.dense('out', 2).softmax();
  const graph = await graphOf(net);
  assert.throws(() => headAfter(graph, 'same'), /has 2 layers named same/);
  assert.throws(() => replaceHead(net, graph, findHead(graph), HEAD), /has the name of another/);
});

test('a layer with several outputs is no place to cut', async () => {
  const data = Layers.start().dense('hidden', 8);
  const halves = Net.compose('SliceChannel', { data: data.net }, { num_outputs: 2 }, 'halves');
  using net = new Layers(halves.output(1)).dense('out', 3).softmax();
  const graph = await graphOf(net);
  assert.throws(() => replaceHead(net, graph, findHead(graph), HEAD), {
    code: 'ERR_HEAD_NOT_FOUND',
    message: /the layer halves has several outputs/,
  });
});

test('with compat names decide, as upstream: everything with fc in its name is new', async () => {
  const net = (NETWORKS['vgg'] as { net(): Net }).net();
  using checkpoint = await checkpointOf(net);
  const graph = await graphOf(net);
  const head = headAfter(graph, 'drop7');
  using symbol = replaceHead(net, graph, head, { ...HEAD, compat: true });
  const { kept, dropped, initialized } = planTransfer(symbol, { graph, head }, checkpoint, true);
  assert.deepEqual(kept, ['conv1_1_weight', 'conv1_1_bias']);
  assert.deepEqual(dropped, [
    ...['fc6_weight', 'fc6_bias', 'fc7_weight', 'fc7_bias', 'fc8_weight', 'fc8_bias'],
  ]);
  assert.ok(initialized.includes('fc6_weight') && initialized.includes('fc_weight'));
});
