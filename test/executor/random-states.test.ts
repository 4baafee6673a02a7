import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Executor, simpleBind } from '../../src/executor/executor.js';
import { ones } from '../../src/ndarray/create.js';
import { cpu } from '../../src/runtime/device.js';
import { openLibrary } from '../../src/runtime/library.js';
import { seed } from '../../src/runtime/random.js';
// Under its own name it would hide the global Symbol, which `using` needs.
import { Symbol as Net } from '../../src/symbol/symbol.js';

let net: Net;

before(async () => {
  await openLibrary();
  using data = Net.variable('data');
  net = Net.compose('Dropout', { data }, { p: 0.5 }, 'drop');
});
after(() => net.dispose());

async function dropout(onThisThread?: boolean): Promise<Executor> {
  return await simpleBind(net, {
    device: cpu(),
    shapes: { data: [4, 100] },
    gradients: { data: 'write' },
    ...(onThisThread !== undefined && { onThisThread }),
  });
}

async function masks(executor: Executor, count: number): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const data = executor.arguments.get('data');
    using values = ones(data?.shape ?? []);
    if (data !== undefined) values.copyTo(data);
    executor.forward(true);
    found.push((await executor.outputs[0]?.data())?.join('') ?? '');
  }
  return found;
}

test('dropout of a network that is trained obeys the seed', async () => {
  using executor = await dropout();
  seed(7);
  const first = await masks(executor, 2);
  seed(7);
  assert.deepEqual(await masks(executor, 2), first);
  seed(8);
  assert.notDeepEqual(await masks(executor, 2), first);
  assert.notEqual(first[0], first[1]);
});

test('every network that is trained draws from the same random states', async () => {
  using one = await dropout();
  using other = await dropout();
  seed(7);
  const first = await masks(one, 2);
  seed(7);
  assert.deepEqual([...(await masks(one, 1)), ...(await masks(other, 1))], first);
});

test('a network that is bound again for another shape still obeys the seed', async () => {
  using executor = await dropout();
  using smaller = await executor.reshape({ data: [2, 100] });
  seed(7);
  const first = await masks(smaller, 2);
  seed(7);
  assert.deepEqual(await masks(smaller, 2), first);
});

test('a network that is bound beside this thread draws from states of its own', async () => {
  using executor = await dropout(false);
  seed(7);
  const first = await masks(executor, 1);
  seed(7);
  assert.notDeepEqual(await masks(executor, 1), first);
});

test('a failure to bind on this thread rejects as one beside it does', async () => {
  using data = Net.variable('data');
  using layer = Net.compose('FullyConnected', { data }, { num_hidden: 2 }, 'fc');
  for (const onThisThread of [true, false]) {
    const settings = { device: cpu(), shapes: {}, gradients: {}, onThisThread };
    await assert.rejects(simpleBind(layer, settings), { code: 'ERR_MXNET_CALL' });
  }
});
