import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Classifier } from '../../src/predictor/classifier.js';
import { clothesNet, pictures } from '../support/classifier-net.js';
import { withLiveCounts } from '../support/live-counts.js';
import { pythonJson } from '../support/python.js';
import { runCli } from '../support/run-cli.js';
import { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** A network, and a folder of pictures that differ. */
async function prepared(
  t: TestContext,
  count = 5,
): Promise<Record<'folder' | 'prefix' | 'images', string>> {
  const folder = temporaryFolder(t);
  const prefix = await clothesNet(folder);
  const images = join(folder, 'images');
  mkdirSync(images);
  for (const [i, picture] of pictures(count).entries())
    writeFileSync(join(images, `${i}.png`), picture);
  return { folder, prefix, images };
}

async function assertFails(argv: readonly string[], code: number, reason: RegExp): Promise<void> {
  const result = await withLiveCounts(() => runCli(['features', ...argv]));
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, reason);
}

interface Loaded {
  shape: number[];
  dtype: string;
  contiguous: boolean;
  rows: number[][];
}

async function loaded(file: string): Promise<Loaded> {
  return await pythonJson<Loaded>(`
import json, numpy as np
a = np.load(${JSON.stringify(file)}, allow_pickle=False)
print(json.dumps(dict(shape=a.shape, dtype=str(a.dtype), contiguous=bool(a.flags['C_CONTIGUOUS']),
    rows=a.reshape(len(a), -1).astype('float64').tolist())))
`);
}

test('numpy loads the features of all images, in the order of the list of names', async (t) => {
  const { folder, prefix, images } = await prepared(t);
  const output = join(folder, 'f.npy');
  const argv = ['features', prefix, images, '--batch-size', '2', '--output', output];
  const { code, stdout, stderr } = await runCli(argv);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout, `${output}: 5×64, layer flatten0, names in ${join(folder, 'f.txt')}\n`);
  const { rows, ...array } = await loaded(output);
  assert.deepEqual(array, { shape: [5, 64], dtype: 'float32', contiguous: true });
  const names = readFileSync(join(folder, 'f.txt'), 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    names,
    ['0', '1', '2', '3', '4'].map((name) => join(images, `${name}.png`)),
  );
  await using classifier = await Classifier.load(prefix);
  for (const [i, { values }] of (await classifier.features(names)).entries()) {
    assert.ok(values.every((value, k) => Math.abs(value - (rows[i]?.[k] as number)) < 1e-4));
  }
  assert.ok(rows[0]?.some((value, k) => value !== rows[1]?.[k]));
});

test("a layer's features are those that Python MXNet computes", async (t) => {
  const { folder, prefix, images } = await prepared(t, 3);
  const output = join(folder, 'f.npy');
  const layer = 'stage1_unit1_conv2';
  const named = ['--layer', layer, '--output', output];
  assert.equal((await runCli(['features', prefix, images, ...named])).code, 0);
  const { shape, rows } = await loaded(output);
  assert.deepEqual(shape, [3, 16, 28, 28]);
  const differences = await pythonJson<number[]>(`
import json, numpy as np, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(prefix)}, 1)
module = mx.mod.Module(net.get_internals()['${layer}_output'], label_names=[], context=mx.cpu())
module.bind([('data', (1, 3, 28, 28))], for_training=False)
module.set_params(args, states, allow_extra=True)
ours = np.load(${JSON.stringify(output)})
def difference(i):
    image = mx.image.imdecode(open(${JSON.stringify(images)} + '/%d.png' % i, 'rb').read())
    image = mx.image.imresize(image, 28, 28, interp=3).astype('float32')
    image = ((image - 127) / 128).transpose((2, 0, 1)).expand_dims(0)
    module.forward(mx.io.DataBatch([image], None), is_train=False)
    return float(abs(module.get_outputs()[0].asnumpy()[0] - ours[i]).max())
print(json.dumps([difference(i) for i in range(3)]))
`);
  assert.ok(
    differences.every((difference) => difference < 1e-5),
    differences.join(),
  );
  assert.ok(rows.flat().some((value) => Math.abs(value) > 0.1));
});

test('a table has the same values, with the name of each image in front', async (t) => {
  const { folder, prefix, images } = await prepared(t, 3);
  const [npy, csv] = [join(folder, 'f.npy'), join(folder, 'a, b.csv')];
  writeFileSync(join(images, 'a, b.png'), pictures(1)[0] as Buffer);
  for (const output of [npy, csv]) {
    assert.equal((await runCli(['features', prefix, images, '--output', output])).code, 0);
  }
  const { rows } = await loaded(npy);
  const [heading, ...lines] = readFileSync(csv, 'utf8').trimEnd().split('\n');
  assert.equal(heading, ['file', ...Array.from({ length: 64 }, (_, i) => i)].join(','));
  assert.ok(lines[3]?.startsWith(`"${join(images, 'a, b.png')}",`));
  for (const [i, line] of lines.slice(0, 3).entries()) {
    const [name, ...values] = line.split(',');
    assert.equal(name, join(images, `${i}.png`));
    assert.deepEqual(
      values.map((value) => Math.fround(Number(value))),
      rows[i],
    );
  }
});

test('- is standard input, and what cannot be used is told while the others go on', async (t) => {
  const { folder, prefix, images } = await prepared(t, 2);
  writeFileSync(join(images, '0b.png'), 'no image');
  writeFileSync(join(images, 'line\nbreak.png'), pictures(1)[0] as Buffer);
  const output = join(folder, 'f.npy');
  const missing = join(folder, 'missing.png');
  const argv = ['features', prefix, '-', images, missing, '--output', output];
  const { code, stderr } = await runCli(argv, { stdin: pictures(1)[0] as Buffer });
  assert.equal(code, 3);
  assert.match(stderr, /0b\.png: the image cannot be decoded\n/);
  assert.match(stderr, /a name with a line break/);
  assert.match(stderr, /missing\.png: the image does not exist\n/);
  const names = readFileSync(join(folder, 'f.txt'), 'utf8');
  assert.equal(names, `-\n${join(images, '0.png')}\n${join(images, '1.png')}\n`);
  const { rows } = await loaded(output);
  assert.equal(rows.length, 3);
  assert.deepEqual(rows[0], rows[1]);
});

test('nothing is left behind when nothing comes of it', async (t) => {
  const { folder, prefix, images } = await prepared(t, 1);
  const before = readdirSync(folder).sort();
  const output = join(folder, 'f.npy');
  const bad = join(folder, 'bad.png');
  writeFileSync(bad, 'no image');
  await assertFails([prefix, bad, '--output', output], 3, /no image that could be used/);
  await assertFails([prefix, bad, '--output', join(folder, 'f.csv')], 3, /could be used/);
  await assertFails([prefix, images, '--output', join(folder, 'none', 'f.npy')], 5, /cannot write/);
  const stopped = await runCli(['features', prefix, images, '--output', output], {
    signal: AbortSignal.abort({ signal: 'SIGTERM' }),
  });
  assert.equal(stopped.code, 143);
  assert.match(stopped.stderr, /interrupted: nothing was written/);
  mkdirSync(join(folder, 'f.txt'));
  await assertFails([prefix, images, '--output', output], 5, /is a folder/);
  assert.deepEqual(readdirSync(folder).sort(), [...before, 'bad.png', 'f.txt'].sort());
});

test('a signal in the middle leaves nothing behind', async (t) => {
  const { folder, prefix, images } = await prepared(t, 2);
  const before = readdirSync(folder).sort();
  writeFileSync(join(images, '0.png'), 'no image');
  const many = new Array<string>(3000).fill(join(images, '1.png'));
  const output = ['--output', join(folder, 'f.npy')];
  const running = new RunningCli(['features', prefix, join(images, '0.png'), ...many, ...output]);
  await running.hasSaid(/cannot be decoded/);
  running.child.kill('SIGTERM');
  const { code, stdout, stderr } = await running.ended;
  assert.deepEqual([code, stdout], [143, '']);
  assert.match(stderr, /interrupted: nothing was written/);
  assert.deepEqual(readdirSync(folder).sort(), before);
});

test('a layer that is not there is refused with the nearest names, and so are wrong options', async (t) => {
  const { folder, prefix, images } = await prepared(t, 1);
  const output = ['--output', join(folder, 'f.npy')];
  const nearest = /no layer flaten0\. The nearest names are flatten0/;
  await assertFails([prefix, images, ...output, '--layer', 'flaten0'], 4, nearest);
  await assertFails([prefix, images], 2, /--output must be FILE\.npy or FILE\.csv\n/);
  await assertFails([prefix, images, '--output', 'f.bin'], 2, /received 'f\.bin'/);
  await assertFails([prefix, images, ...output, '--gpus', '0,1'], 2, /features uses one device/);
  await assertFails([join(folder, 'none'), images, ...output], 4, /there is no checkpoint/);
});
