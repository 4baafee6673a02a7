/** Networks that are computed in another way than they were trained give the same answers. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SplitParams } from '../../src/checkpoint/load.js';
import { bind } from '../../src/executor/executor.js';
import { fromTypedArray, zeros } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { BoundNetwork } from '../../src/predictor/bound-network.js';
import { InferenceNetwork } from '../../src/predictor/inference-network.js';
import { InputNormalizer } from '../../src/predictor/input-normalizer.js';
import { separatedNetwork } from '../../src/predictor/separated-outputs.js';
import { cpu } from '../../src/runtime/device.js';
import { graphOf } from '../../src/symbol/graph.js';
import { inferShape } from '../../src/symbol/infer.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { withLiveCounts } from '../support/live-counts.js';
import { Layers } from '../support/networks.js';

type ImageShape = readonly [channels: number, height: number, width: number];

const SMALL: ImageShape = [3, 12, 12];
/** Their first convolution's output of 4 MiB: four images are as much as the caches hold. */
const LARGE: ImageShape = [3, 256, 256];

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
interface Case {
  net: Net;
  params: SplitParams;
  imageShape: ImageShape;
}

async function withCase(
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

async function assertSameAnswers(given: Case, count: number, size: number): Promise<void> {
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
async function operators({ net, params, imageShape }: Case): Promise<Map<string, string>> {
  using network = await InferenceNetwork.of({ symbol: net, params, device: cpu(), imageShape });
  const { nodes } = await graphOf(network.symbol);
  return new Map(nodes.map(({ name, operator = 'null' }) => [name, operator]));
}

const NORMAL = { eps: 2e-5, fix_gamma: false };

function preActivation(attributes = {}): Layers {
  const stem = Layers.start().conv('conv0', 20).pool('pool0');
  const body = stem.add('BatchNorm', 'bn1', { ...NORMAL, ...attributes }).relu('relu1');
  const sum = body.conv('conv1', 20).plus('plus', stem);
  return sum
    .add('BatchNorm', 'bn2', { ...NORMAL, ...attributes })
    .relu('relu2')
    .globalPool('pool')
    .dense('fc', 7);
}

describe('a normalization that follows no convolution of its own', () => {
  for (const fixGamma of [true, false]) {
    test(`is a scaling convolution, with the same answers; fix_gamma=${fixGamma}`, async () => {
      await withLiveCounts(async () => {
        await withCase(preActivation({ fix_gamma: fixGamma }), SMALL, async (given) => {
          const bound = await operators(given);
          assert.deepEqual([bound.get('bn1'), bound.get('bn2')], ['Convolution', 'Convolution']);
          assert.ok(!bound.has('bn2_gamma') && !bound.has('bn2_moving_var'));
          await assertSameAnswers(given, 3, 4);
        });
      });
    });
  }

  test('takes the default eps of its operator', async () => {
    const net = Layers.start().pool('pool0').add('BatchNorm', 'bn').relu('relu').dense('fc', 5);
    await withCase(net, SMALL, async (given) => {
      assert.equal((await operators(given)).get('bn'), 'Convolution');
      await assertSameAnswers(given, 2, 2);
    });
  });
});

describe('a normalization stays what it is', () => {
  const CASES: Readonly<Record<string, Layers>> = {
    'behind a convolution of its own, into which libmxnet folds it': Layers.start()
      .conv('conv', 8)
      .add('BatchNorm', 'bn', NORMAL)
      .relu('relu')
      .dense('fc', 5),
    'without an activation': Layers.start()
      .pool('pool')
      .add('BatchNorm', 'bn', NORMAL)
      .dense('fc', 5),
    'of rows without an image': Layers.start()
      .dense('fc0', 8)
      .add('BatchNorm', 'bn', NORMAL)
      .relu('relu')
      .dense('fc', 5),
    'along another axis': Layers.start()
      .pool('pool')
      .add('BatchNorm', 'bn', { ...NORMAL, axis: 3 })
      .relu('relu')
      .dense('fc', 5),
  };
  for (const [reason, net] of Object.entries(CASES)) {
    test(reason, async () => {
      await withCase(net, SMALL, async (given) => {
        assert.equal((await operators(given)).get('bn'), 'BatchNorm');
        await assertSameAnswers(given, 2, 2);
      });
    });
  }

  test('that others read too', async () => {
    const normal = Layers.start().pool('pool').add('BatchNorm', 'bn', NORMAL);
    const net = normal.relu('relu').plus('plus', normal).dense('fc', 5);
    await withCase(net, SMALL, async (given) => {
      assert.equal((await operators(given)).get('bn'), 'BatchNorm');
      await assertSameAnswers(given, 2, 2);
    });
  });

  test('whose mean is many times its deviation: digits would be lost', async () => {
    await withCase(preActivation(), SMALL, async (given) => {
      given.params.auxParams.get('bn2_moving_mean')?.setSync(new Float32Array(20).fill(1e3));
      const bound = await operators(given);
      assert.deepEqual([bound.get('bn1'), bound.get('bn2')], ['Convolution', 'BatchNorm']);
      await assertSameAnswers(given, 2, 2);
    });
  });

  test('whose statistics are not finite', async () => {
    await withCase(preActivation(), SMALL, async (given) => {
      given.params.auxParams.get('bn1_moving_var')?.setSync(new Float32Array(20).fill(-1));
      assert.equal((await operators(given)).get('bn1'), 'BatchNorm');
    });
  });

  test('when a value of the network has the name of what would be added', async () => {
    const net = Layers.start().pool('pool').add('BatchNorm', 'bn', NORMAL).relu('relu');
    const named = net.plus('plus', Layers.start('bn_scale')).dense('fc', 5);
    await withCase(named, SMALL, async (given) => {
      assert.equal((await operators(given)).get('bn'), 'BatchNorm');
    });
  });
});

describe('what libmxnet would fuse wrongly gives the answers of training', () => {
  const stem = () => Layers.start().conv('stem', 8);
  const rest = (layers: Layers) => layers.globalPool('pool').dense('fc', 5);
  const CASES: Readonly<Record<string, () => Layers>> = {
    'a convolution that is activated, and added too': () => {
      const shared = stem();
      return rest(shared.relu('relu').conv('conv', 8).plus('plus', shared));
    },
    'a convolution that is normalized, and added too': () => {
      const shared = stem();
      const normal = shared.add('BatchNorm', 'bn', NORMAL);
      return rest(normal.conv('conv', 8).plus('plus', shared));
    },
    'the same with an activation, as in a ResNet v2': () => {
      const shared = stem();
      const normal = shared.add('BatchNorm', 'bn', NORMAL).relu('relu');
      return rest(normal.conv('conv', 8).plus('plus', shared));
    },
    'a normalization that is activated, and added too': () => {
      const shared = stem().add('BatchNorm', 'bn', NORMAL);
      return rest(shared.relu('relu').conv('conv', 8).plus('plus', shared));
    },
    'a sum that is activated, and added too': () => {
      const input = stem().relu('relu0');
      const shared = input.conv('conv0', 8).plus('plus0', input);
      return rest(shared.relu('relu').conv('conv', 8).plus('plus', shared));
    },
  };
  for (const [title, layers] of Object.entries(CASES)) {
    test(title, async () => {
      await withLiveCounts(async () => {
        await withCase(layers(), SMALL, async (given) => {
          given.params.auxParams.get('bn_moving_mean')?.setSync(new Float32Array(8).fill(-3));
          const bound = [...(await operators(given)).values()];
          assert.equal(bound.filter((operator) => operator === '_mul_scalar').length, 1);
          await assertSameAnswers(given, 2, 2);
        });
      });
    });
  }

  test('an output of the network that is activated inside it', async () => {
    const net = stem();
    const both = Net.group([net.net, net.relu('relu').net]);
    const separated = await separatedNetwork(both);
    const { nodes, heads } = await graphOf(separated ?? both);
    assert.deepEqual(
      nodes.slice(-3).map(({ name }) => name),
      ['stem', 'stem_mul_scalar', 'relu'],
    );
    assert.deepEqual(
      heads.map(({ name }) => name),
      ['stem', 'relu'],
    );
  });

  test('and other networks stay what they are', async () => {
    await withCase(preActivation(), SMALL, async ({ net }) => {
      assert.equal(await separatedNetwork(net), undefined);
    });
  });
});

test('a batch that leaves the caches is computed in parts, with the answers in order', async () => {
  const net = Layers.start().conv('conv', 16, 1).relu('relu').globalPool('pool').dense('fc', 5);
  await withCase(net, LARGE, async (given) => {
    const { net: symbol, params, imageShape } = given;
    using network = await InferenceNetwork.of({ symbol, params, device: cpu(), imageShape });
    assert.equal(network.rows(6), 3);
    for (const count of [6, 4, 1]) await assertSameAnswers(given, count, 6);
  });
});
