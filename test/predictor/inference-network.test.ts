/** Networks that are computed in another way than they were trained give the same answers. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InferenceNetwork } from '../../src/predictor/inference-network.js';
import { separatedNetwork } from '../../src/predictor/separated-outputs.js';
import { cpu } from '../../src/runtime/device.js';
import { graphOf } from '../../src/symbol/graph.js';
import {
  assertSameAnswers,
  type ImageShape,
  operators,
  withCase,
} from '../support/inference-cases.js';
import { withLiveCounts } from '../support/live-counts.js';
import { Layers } from '../support/networks.js';

const SMALL: ImageShape = [3, 12, 12];
/** Their first convolution's output of 4 MiB: four images are as much as the caches hold. */
const LARGE: ImageShape = [3, 256, 256];

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

  test('a sum that is activated, and added too, is fused rightly and stays what it is', async () => {
    const input = stem().relu('relu0');
    const shared = input.conv('conv0', 8).plus('plus0', input);
    const net = rest(shared.relu('relu').conv('conv', 8).plus('plus', shared));
    await withCase(net, SMALL, async (given) => {
      assert.equal(await separatedNetwork(given.net, await graphOf(given.net)), undefined);
      await assertSameAnswers(given, 2, 2);
    });
  });

  test('and other networks stay what they are', async () => {
    await withCase(preActivation(), SMALL, async ({ net }) => {
      assert.equal(await separatedNetwork(net, await graphOf(net)), undefined);
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
