/** Small networks with the heads of the large ones. */

import { Symbol as Net } from '../../src/symbol/symbol.js';

/** What {@link Layers} chains. */
type Attributes = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/** One layer after another; names as the original networks have them. */
export class Layers {
  readonly net: Net;

  constructor(net: Net) {
    this.net = net;
  }

  static start(name = 'data'): Layers {
    return new Layers(Net.variable(name));
  }

  add(operator: string, name: string, attributes: Attributes = {}): Layers {
    return new Layers(Net.compose(operator, { data: this.net }, attributes, name));
  }

  conv(name: string, filters: number, kernel = 3): Layers {
    const pad = (kernel - 1) / 2;
    return this.add('Convolution', name, {
      num_filter: filters,
      kernel: [kernel, kernel],
      pad: [pad, pad],
    });
  }

  relu(name: string): Layers {
    return this.add('Activation', name, { act_type: 'relu' });
  }

  pool(name: string): Layers {
    return this.add('Pooling', name, { kernel: [2, 2], stride: [2, 2], pool_type: 'max' });
  }

  globalPool(name: string): Layers {
    return this.add('Pooling', name, { kernel: [1, 1], global_pool: true, pool_type: 'avg' });
  }

  dense(name: string, hidden: number): Layers {
    return this.add('FullyConnected', name, { num_hidden: hidden });
  }

  concat(name: string, ...others: Layers[]): Layers {
    const inputs = [this.net, ...others.map(({ net }) => net)];
    return new Layers(Net.compose('Concat', inputs, { num_args: inputs.length }, name));
  }

  plus(name: string, other: Layers): Layers {
    return new Layers(Net.compose('elemwise_add', [this.net, other.net], {}, name));
  }

  softmax(name = 'softmax'): Net {
    return this.add('SoftmaxOutput', name).net;
  }
}

/** What of a network fine-tuning has to keep and to replace. */
export interface KnownHead {
  net: () => Net;
  lastKept: string;
  replaced: string;
  /** The arrays that belong to the replaced part. */
  dropped: readonly string[];
}

const dense = (name: string): readonly string[] => [`${name}_weight`, `${name}_bias`];

/** A residual unit. */
function unit(input: Layers, name: string): Layers {
  const branch = input
    .add('BatchNorm', `${name}_bn1`)
    .relu(`${name}_relu1`)
    .conv(`${name}_conv1`, 4);
  return input.plus(`_plus_${name}`, branch);
}

/** A gate over channels, whose own layers are called `fc`. */
function squeezeAndExcite(input: Layers, name: string): Layers {
  const gate = input
    .globalPool(`${name}_pool`)
    .conv(`${name}_fc1`, 2, 1)
    .relu(`${name}_relu`)
    .dense(`${name}_fc2`, 4)
    .add('Activation', `${name}_sigmoid`, { act_type: 'sigmoid' })
    .add('Reshape', `${name}_reshape`, { shape: [-1, 4, 1, 1] });
  return new Layers(Net.compose('broadcast_mul', [input.net, gate.net], {}, `${name}_scale`));
}

/** By family; each is a fresh symbol. */
export const NETWORKS: Readonly<Record<string, KnownHead>> = {
  resnet: {
    net: () =>
      unit(unit(Layers.start().conv('conv0', 4), 'stage1_unit1'), 'stage1_unit2')
        .add('BatchNorm', 'bn1')
        .relu('relu1')
        .globalPool('pool1')
        .add('Flatten', 'flatten0')
        .dense('fc1', 10)
        .softmax(),
    lastKept: 'flatten0',
    replaced: 'fc1',
    dropped: dense('fc1'),
  },
  vgg: {
    net: () =>
      Layers.start()
        .conv('conv1_1', 4)
        .relu('relu1_1')
        .pool('pool1')
        .add('Flatten', 'flatten')
        .dense('fc6', 8)
        .relu('relu6')
        .add('Dropout', 'drop6', { p: 0.5 })
        .dense('fc7', 8)
        .relu('relu7')
        .add('Dropout', 'drop7', { p: 0.5 })
        .dense('fc8', 10)
        .softmax('prob'),
    lastKept: 'drop7',
    replaced: 'fc8',
    dropped: dense('fc8'),
  },
  'SE-net': {
    net: () =>
      squeezeAndExcite(Layers.start().conv('conv0', 4), 'unit1_se')
        .globalPool('pool1')
        .add('Flatten', 'flatten0')
        .dense('fc1', 10)
        .softmax(),
    lastKept: 'flatten0',
    replaced: 'fc1',
    dropped: dense('fc1'),
  },
  inception: {
    net: () => {
      const stem = Layers.start().conv('conv_1', 4).relu('relu_1');
      return stem
        .conv('in3a_1x1', 2, 1)
        .concat('ch_concat_3a', stem.conv('in3a_3x3', 2), stem.conv('in3a_5x5', 2, 5))
        .globalPool('global_pool')
        .add('Flatten', 'flatten')
        .dense('fc1', 10)
        .softmax();
    },
    lastKept: 'flatten',
    replaced: 'fc1',
    dropped: dense('fc1'),
  },
  densenet: {
    net: () => {
      const first = Layers.start().conv('conv0', 4);
      const second = first.concat('concat1', first.add('BatchNorm', 'bn1').conv('conv1', 4));
      return second
        .concat('concat2', second.add('BatchNorm', 'bn2').conv('conv2', 4))
        .add('BatchNorm', 'bn_final')
        .relu('relu_final')
        .globalPool('pool_final')
        .add('Flatten', 'flatten0')
        .dense('classifier', 10)
        .softmax();
    },
    lastKept: 'flatten0',
    replaced: 'classifier',
    dropped: dense('classifier'),
  },
  mobilenet: {
    net: () =>
      Layers.start()
        .conv('conv_1', 4)
        .add('Convolution', 'conv_2_dw', {
          num_filter: 4,
          num_group: 4,
          kernel: [3, 3],
          pad: [1, 1],
          no_bias: true,
        })
        .add('BatchNorm', 'conv_2_dw_bn')
        .conv('conv_2_sep', 8, 1)
        .globalPool('pool6')
        .conv('fc7', 10, 1)
        .add('Flatten', 'flatten')
        .softmax(),
    lastKept: 'pool6',
    replaced: 'fc7',
    dropped: dense('fc7'),
  },
  squeezenet: {
    net: () =>
      Layers.start()
        .conv('conv1', 4)
        .relu('relu_conv1')
        .add('Dropout', 'drop9', { p: 0.5 })
        .conv('conv10', 10, 1)
        .relu('relu_conv10')
        .globalPool('pool10')
        .add('Flatten', 'flatten')
        .softmax('prob'),
    lastKept: 'drop9',
    replaced: 'conv10',
    dropped: dense('conv10'),
  },
  NIN: {
    net: () =>
      Layers.start()
        .conv('conv1', 4)
        .relu('relu0')
        .conv('cccp7', 8, 1)
        .relu('relu10')
        .conv('cccp8', 10, 1)
        .relu('relu11')
        .globalPool('pool4')
        .add('Flatten', 'flatten0')
        .softmax(),
    lastKept: 'relu10',
    replaced: 'cccp8',
    dropped: dense('cccp8'),
  },
  gluon: {
    net: () =>
      Layers.start()
        .conv('resnetv10_conv0_fwd', 4)
        .add('BatchNorm', 'resnetv10_batchnorm0_fwd')
        .relu('resnetv10_relu0_fwd')
        .globalPool('resnetv10_pool0_fwd')
        .add('Flatten', 'resnetv10_flatten0_flatten0')
        .dense('resnetv10_dense0_fwd', 10).net,
    lastKept: 'resnetv10_flatten0_flatten0',
    replaced: 'resnetv10_dense0_fwd',
    dropped: dense('resnetv10_dense0_fwd'),
  },
  alexnet: {
    net: () =>
      Layers.start()
        .conv('conv1', 4)
        .relu('relu1')
        .pool('pool1')
        .add('Flatten', 'flatten0')
        .dense('fc6', 8)
        .relu('relu6')
        .add('Dropout', 'dropout0', { p: 0.5 })
        .dense('fullyconnected2', 10)
        .softmax(),
    lastKept: 'dropout0',
    replaced: 'fullyconnected2',
    dropped: dense('fullyconnected2'),
  },
  lenet: {
    net: () =>
      Layers.start()
        .conv('convolution0', 4)
        .add('Activation', 'activation0', { act_type: 'tanh' })
        .pool('pooling0')
        .add('Flatten', 'flatten0')
        .dense('fullyconnected0', 8)
        .add('Activation', 'activation1', { act_type: 'tanh' })
        .dense('fullyconnected1', 10)
        .softmax(),
    lastKept: 'activation1',
    replaced: 'fullyconnected1',
    dropped: dense('fullyconnected1'),
  },
  'a dropout and a softmax behind the head': {
    net: () =>
      Layers.start()
        .conv('conv0', 4)
        .globalPool('pool')
        .dense('out', 10)
        .add('Dropout', 'late', { p: 0.1 })
        .add('softmax', 'probability').net,
    lastKept: 'pool',
    replaced: 'out',
    dropped: dense('out'),
  },
  'a head whose layer is called fc': {
    net: () => Layers.start().dense('hidden', 8).relu('relu').dense('fc', 10).softmax(),
    lastKept: 'relu',
    replaced: 'fc',
    dropped: dense('fc'),
  },
  'a head without bias': {
    net: () =>
      Layers.start()
        .dense('hidden', 8)
        .add('FullyConnected', 'out', { num_hidden: 10, no_bias: true })
        .softmax(),
    lastKept: 'hidden',
    replaced: 'out',
    dropped: ['out_weight'],
  },
  'nothing but a head': {
    net: () => Layers.start().dense('fc1', 10).softmax(),
    lastKept: 'data',
    replaced: 'fc1',
    dropped: dense('fc1'),
  },
};
