import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../src/checkpoint/compare.js';
import { Checkpoint, loadCheckpoint } from '../../src/checkpoint/load.js';
import { compareForImages, isMismatch, mismatch } from '../../src/checkpoint/mismatch.js';
import { zeros } from '../../src/ndarray/create.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { fixture } from '../support/paths.js';

test('a checkpoint that belongs together has nothing missing, extra or misshaped', async () => {
  for (const name of ['mlp', 'resnet20']) {
    using checkpoint = await loadCheckpoint(fixture('models', name), 1);
    const found = await compareForImages(checkpoint.symbol, checkpoint, [3, 28, 28]);
    assert.deepEqual(found, { missing: [], extra: [], misshaped: [] });
    assert.equal(isMismatch(found), false);
  }
});

test('values of another network are listed one by one', async () => {
  using net = await loadCheckpoint(fixture('models', 'mlp'), 1);
  using values = await loadCheckpoint(fixture('models', 'resnet20'), 1);
  const found = await compareForImages(net.symbol, values, [3, 28, 28]);
  // The only names that both have are those of the head of the one and the first layer of the other.
  assert.deepEqual(found.missing, ['fc2_weight', 'fc2_bias', 'fc3_weight', 'fc3_bias']);
  assert.deepEqual(
    found.misshaped.map(({ name }) => name),
    ['fc1_weight', 'fc1_bias'],
  );
  assert.deepEqual(found.misshaped[0]?.needed, [128, 2352]);
  assert.ok(found.extra.includes('bn_data_gamma') && found.extra.includes('bn_data_moving_mean'));
  assert.equal(isMismatch(found), true);
  const { code, message } = mismatch('net-0001.params', [3, 28, 28], found);
  assert.equal(code, 'ERR_CHECKPOINT_MISMATCH');
  for (const name of [...found.missing, ...found.extra, ...found.misshaped.map((m) => m.name)]) {
    assert.ok(message.includes(name), `${name} is listed`);
  }
  assert.match(message, /^net-0001\.params does not belong .*instead of \(128, 2352\).*3,28,28/);
});

test('lengths that do not follow from the input fit everything', async () => {
  using data = Net.variable('data');
  using other = Net.variable('other');
  using sum = Net.compose('dot', [data, other], {}, 'dot');
  const values = { argParams: new Map([['other', zeros([5, 7])]]), auxParams: new Map() };
  const found = await compare(sum, values, { data: [2, 5] });
  assert.deepEqual(found, { missing: [], extra: [], misshaped: [] });
  new Checkpoint(Net.variable('x'), values).dispose();
});

test('images that the network cannot take are told with the way out', async () => {
  using checkpoint = await loadCheckpoint(fixture('models', 'resnet20'), 1);
  await assert.rejects(compareForImages(checkpoint.symbol, checkpoint, [3, 28]), {
    code: 'ERR_CHECKPOINT_MISMATCH',
    message: /does not accept images of 3,28.*--image-shape/,
  });
});
