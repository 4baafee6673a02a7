import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Speedometer, type SpeedWindow } from '../../src/callback/speedometer.js';
import { simpleBind } from '../../src/executor/executor.js';
import { checksumOf, checksumOfContent, sampledChecksum } from '../../src/files/checksum.js';
import { Participants } from '../../src/finetune/resume/participants.js';
import { findRandomOperators } from '../../src/finetune/resume/random-operators.js';
import { Redraw } from '../../src/finetune/resume/redraw.js';
import { epochSeed } from '../../src/finetune/resume/seeds.js';
import { listStates, prefixOf, stateFilesAt } from '../../src/finetune/resume/state-files.js';
import { Accuracy } from '../../src/metric/accuracy.js';
import { invokeOne } from '../../src/operators/invoke.js';
import { cpu } from '../../src/runtime/device.js';
import { openLibrary } from '../../src/runtime/library.js';
import { seed } from '../../src/runtime/random.js';
import { graphOf } from '../../src/symbol/graph.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { exactJson, parseExactJson } from '../../src/text/exact-json.js';
import { Layers } from '../support/networks.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('every number comes back from the text as it was', () => {
  const numbers = [0, -0, 1 / 3, 2 ** 53, 5e-324, Number.NaN, Infinity, -Infinity];
  const value = { numbers, text: 'NaN', nested: { number: 'seven' } };
  const back = parseExactJson(exactJson(value)) as typeof value;
  assert.deepEqual(back, value);
  assert.ok(back.numbers.every((item, i) => Object.is(item, numbers[i])));
});

test('a large file is told apart by its length and by pieces of it, a small one by every byte', async (t) => {
  const file = join(temporaryFolder(t), 'data.rec');
  const small = Buffer.alloc(1000, 1);
  writeFileSync(file, small);
  assert.deepEqual(await sampledChecksum(file), { bytes: 1000, sha256: checksumOfContent(small) });
  const large = Buffer.alloc(3_000_000, 2);
  writeFileSync(file, large);
  const first = await sampledChecksum(file);
  for (const place of [0, 4095, large.length - 1]) {
    const changed = Buffer.from(large);
    changed[place] = 3;
    writeFileSync(file, changed);
    assert.notEqual((await sampledChecksum(file)).sha256, first.sha256, `byte ${place}`);
    assert.equal(await checksumOf(file), checksumOfContent(changed));
  }
});

test('files of states are found by their prefix alone', async (t) => {
  const folder = temporaryFolder(t);
  const names = ['net-0001.run.json', 'net-0001+000012.run.json', 'net-x-0001.run.json'];
  for (const name of [...names, 'net-0002.params', 'net.run.json', 'other-0001.run.json']) {
    writeFileSync(join(folder, name), '');
  }
  const prefix = join(folder, 'net');
  const stems = (await listStates(prefix)).map(({ stem }) => stem);
  assert.deepEqual(stems.sort(), [`${prefix}-0001`, `${prefix}-0001+000012`]);
  assert.deepEqual((await listStates(join(folder, 'net-x'))).length, 1);
  const inside = stateFilesAt(prefix, { epoch: 3, batch: 120, phase: 'training' });
  assert.equal(inside.stem, `${prefix}-0003+000120`);
  assert.equal(prefixOf(inside), prefix);
  const end = stateFilesAt(prefix, { epoch: 3, batch: 400, phase: 'trained' });
  assert.equal(end.record, `${prefix}-0004.run.json`);
});

test('seeds of epochs are no neighbours, and fit into 31 bits', () => {
  const seeds = [0, 1, -1, 2 ** 31 - 1].flatMap((run) =>
    Array.from({ length: 500 }, (_, epoch) => epochSeed(run, epoch)),
  );
  assert.equal(new Set(seeds).size, seeds.length);
  assert.ok(seeds.every((item) => Number.isInteger(item) && item >= 0 && item < 2 ** 31));
});

test('operators alone draw what they draw inside of a network', async () => {
  await openLibrary();
  const net = Layers.start()
    .add('Dropout', 'one', { p: 0.3 })
    .dense('hidden', 7)
    .add('Dropout', 'two', { p: 0.5 })
    .dense('out', 3)
    .softmax();
  const shape = [5, 11];
  const data = { name: 'data', shape, dtype: 'float32' as const };
  using whole = await simpleBind(net, {
    device: cpu(),
    shapes: { data: shape },
    gradients: { out_weight: 'write' },
  });
  using redraw = await Redraw.bind({
    ...{ symbol: net, inputs: [data], devices: [cpu()], ranges: [{ begin: 0, end: 5 }] },
  });
  const following = () => [...invokeOne('_random_uniform', [], { shape: [4] }).dataSync()];
  for (const modes of [[true], [true, true, false], [false, true], [false]]) {
    seed(3);
    for (const isTrain of modes) {
      whole.forward(isTrain);
      await whole.outputs[0]?.waitToRead();
    }
    const expected = following();
    seed(3);
    for (const isTrain of modes) await redraw.draw(isTrain);
    assert.deepEqual(following(), expected);
  }
  seed(3);
  const undrawn = following();
  seed(3);
  await redraw.draw(true);
  assert.notDeepEqual(following(), undrawn, 'there is something to draw');
  net.dispose();
});

test('what random operators draw is known, or not, by their names', async () => {
  await openLibrary();
  const data = Net.variable('data');
  const shuffled = Net.compose('_shuffle', { data }, {}, 'mix');
  const net = Net.compose('Dropout', { data: shuffled }, { p: 0.5 }, 'drop');
  const { redrawable, unknown } = findRandomOperators(await graphOf(net));
  assert.deepEqual(
    redrawable.map(({ name }) => name),
    ['drop'],
  );
  assert.deepEqual(
    unknown.map(({ name }) => name),
    ['mix'],
  );
  for (const symbol of [data, shuffled, net]) symbol.dispose();
});

test('a speed that begins inside of a window counts the batches that it has seen', () => {
  let now = 0;
  const windows: SpeedWindow[] = [];
  const onWindow = (window: SpeedWindow) => windows.push(window);
  const speedometer = new Speedometer({ batchSize: 10, frequent: 4, onWindow, now: () => now });
  const metric = new Accuracy();
  // Six batches are trained; the window from the fourth to the eighth one is half over.
  speedometer.resume(6);
  for (const batch of [6, 7, 8]) {
    now += 1000;
    speedometer.batchEnd({ epoch: 0, batch, metric });
  }
  // Three batches in three seconds.
  assert.deepEqual(
    windows.map(({ from, to, speed }) => ({ from, to, speed })),
    [{ from: 4, to: 8, speed: 10 }],
  );
});

test('participants get their own states back; a state that is not understood names them', () => {
  const participants = new Participants();
  let restored: unknown;
  participants.register({
    name: 'counter',
    toJSON: () => 7,
    restore: (state) => {
      if (state === 'wrong') throw new RangeError('it is no number');
      restored = state;
    },
  });
  assert.throws(
    () => participants.register({ name: 'counter', toJSON: () => 0, restore: () => {} }),
    TypeError,
  );
  assert.deepEqual(participants.toJSON(), { counter: 7 });
  participants.restore({ other: 1 }, 'a file');
  assert.equal(restored, undefined);
  participants.restore({ counter: 7 }, 'a file');
  assert.equal(restored, 7);
  assert.throws(() => participants.restore({ counter: 'wrong' }, 'a file'), {
    code: 'ERR_CHECKPOINT_FORMAT',
    message: /^a file is damaged: progress\.counter: it is no number/,
  });
});
