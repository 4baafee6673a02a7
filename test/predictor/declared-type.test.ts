import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { Classifier } from '../../src/predictor/classifier.js';
import { openLibrary } from '../../src/runtime/library.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { pictures } from '../support/classifier-net.js';
import { Layers } from '../support/networks.js';
import { temporaryFolder } from '../support/temp-dir.js';

const SIDE = 8;
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  conv_weight: [4, 3, 3, 3],
  conv_bias: [4],
  out_weight: [5, 4 * SIDE * SIDE],
  out_bias: [5],
};

/** Saves a network whose images are declared to be of a type. */
async function save(prefix: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  using symbol = new Layers(Net.variable('data', attributes))
    .conv('conv', 4)
    .add('Cast', 'narrow', { dtype: 'float32' })
    .dense('out', 5)
    .softmax();
  const argParams = new Map(
    Object.entries(SHAPES).map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length }, (_, i) => Math.sin(7 * i + 1) / 16);
      return [name, fromTypedArray(values, shape)];
    }),
  );
  await saveCheckpoint(prefix, 0, { symbol, argParams, auxParams: new Map() });
  for (const array of argParams.values()) array.dispose();
}

test('a network that declares its images as float64 is computed so, with the same answers', async (t) => {
  const folder = temporaryFolder(t);
  await openLibrary();
  const answers: number[][] = [];
  for (const attributes of [{}, { __dtype__: '1' }]) {
    const prefix = join(folder, String(answers.length));
    await save(prefix, attributes);
    await using classifier = await Classifier.load(prefix, {
      imageShape: [3, SIDE, SIDE],
      rgbStd: [128, 128, 128],
      resize: SIDE,
    });
    const [found = []] = await classifier.classify(pictures(1), { topK: 5 });
    const sorted = found.toSorted((a, b) => a.index - b.index);
    answers.push(sorted.map(({ probability }) => probability));
  }
  const [plain = [], declared = []] = answers;
  assert.equal(declared.length, 5);
  for (const [i, probability] of declared.entries()) {
    assert.ok(Math.abs(probability - (plain[i] as number)) < 1e-5, `${probability}, ${plain[i]}`);
  }
});
