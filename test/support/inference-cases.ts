/** Networks with values, and what the two ways of computing make of them. */

import assert from 'node:assert/strict';
import type { SplitParams } from '../../src/checkpoint/load.js';
import { bind } from '../../src/executor/executor.js';
import { fromTypedArray, zeros } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { BoundNetwork } from '../../src/predictor/bound-network.js';
import { InferenceNetwork } from '../../src/predictor/inference-network.js';
import { InputNormalizer } from '../../src/predictor/input-normalizer.js';
import { cpu } from '../../src/runtime/device.js';
import { graphOf } from '../../src/symbol/graph.js';
import { inferShape } from '../../src/symbol/infer.js';
import type { Symbol as Net } from '../../src/symbol/symbol.js';
import type { Layers } from './networks.js';

export type ImageShape = readonly [channels: number, height: number, width: number];

/** Numbers that look like chance, from -0.5 to 0.5. */
function noise(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const value = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return value - Math.floor(value) - 0.5;
  });
}

/** Values for all of a network; statistics as they are behind training. */
async function paramsFor(net: Net, imageShape: ImageShape): Promise<SplitParams> {
  const shapes = await inferShape(net, { data: [1, ...imageShape] });
  let seed = 0;
  const filled = (named: Map<string, readonly number[]>) =>
    new Map(
      [...named]
        .filter(([name]) => name !== 'data' && !name.endsWith('label'))
        .map(([name, shape]) => {
          const length = shape.reduce((product, size) => product * size, 1);
          const isPositive = name.endsWith('_var') || name.endsWith('_gamma');
          const values = noise(length, seed++).map((value) => (isPositive ? value + 1 : value));
          return [name, fromTypedArray(values, shape)] as const;
        }),
    );
  return { argParams: filled(shapes.arguments), auxParams: filled(shapes.auxiliaryStates) };
}

function imagesOf(count: number, [channels, height, width]: ImageShape): Uint8Array[] {
  return Array.from({ length: count }, (_, n) =>
    Uint8Array.from(noise(channels * height * width, 100 + n), (value) => (value + 0.5) * 255),
  );
}

/** How a test looks at a network: its values, and what the two ways make of it. */
export interface Case {
  net: Net;
  params: SplitParams;
  imageShape: ImageShape;
}

export async function withCase(
  layers: Layers,
  imageShape: ImageShape,
  body: (given: Case) => Promise<void>,
): Promise<void> {
  const net = layers.softmax();
  const params = await paramsFor(net, imageShape);
  try {
    await body({ net, params, imageShape });
  } finally {
    for (const array of [...params.argParams.values(), ...params.auxParams.values()]) {
      array.dispose();
    }
  }
}

function normalizerFor(imageShape: ImageShape): InputNormalizer {
  return new InputNormalizer({
    imageShape,
    rgbMean: [128, 127, 126],
    rgbStd: [50, 60, 70],
    resize: null,
  });
}

/** The outputs of the network as it is, one image at a time. libmxnet fuses nothing where gradients are wanted. */
async function expected(
  { net, params, imageShape }: Case,
  images: readonly Uint8Array[],
): Promise<Float32Array[]> {
  const shapes = await inferShape(net, { data: [1, ...imageShape] });
  const inputs = new Map<string, NDArray>();
  for (const name of ['data', 'softmax_label']) {
    const shape = shapes.arguments.get(name) ?? [];
    const length = shape.reduce((product, size) => product * size, 1);
    inputs.set(name, fromTypedArray(new Float32Array(length), shape));
  }
  using gradient = zeros([1, ...imageShape]);
  using executor = await bind(net, {
    device: cpu(),
    arguments: new Map([...params.argParams, ...inputs]),
    auxiliaryStates: params.auxParams,
    gradients: new Map([['data', gradient]]),
  });
  const outputs: Float32Array[] = [];
  for (const image of images) {
    normalizerFor(imageShape).into(inputs.get('data') as NDArray, [image]);
    executor.forward(false);
    outputs.push(await (executor.outputs[0] as NDArray).data<Float32Array>());
  }
  for (const array of inputs.values()) array.dispose();
  return outputs;
}

export async function assertSameAnswers(given: Case, count: number, size: number): Promise<void> {
  const { net, params, imageShape } = given;
  const images = imagesOf(count, imageShape);
  const network = new BoundNetwork({
    ...{ symbol: net, params, device: cpu(), imageShape },
    normalizer: normalizerFor(imageShape),
  });
  const rows = await network.compute(images, size);
  network.dispose();
  assert.equal(rows.length, count);
  for (const [i, values] of (await expected(given, images)).entries()) {
    const answer = rows[i]?.values ?? new Float32Array(0);
    assert.equal(answer.length, values.length);
    const most = Math.max(...values.map((value, k) => Math.abs(value - (answer[k] as number))));
    assert.ok(most <= 1e-5, `image ${i} differs by ${most}`);
  }
}

/** Operators of the network that is bound, by name of node. */
export async function operators({ net, params, imageShape }: Case): Promise<Map<string, string>> {
  using network = await InferenceNetwork.of({ symbol: net, params, device: cpu(), imageShape });
  const { nodes } = await graphOf(network.symbol);
  return new Map(nodes.map(({ name, operator = 'null' }) => [name, operator]));
}
