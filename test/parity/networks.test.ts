import { type ParityCase, VALIDATED, VALIDATED_COMPAT } from './cases.js';
import { sideBySide } from './side-by-side.js';

const FLAGS = { ...VALIDATED, mom: 0.9, wd: 0.0005, 'rgb-std': '60,60,60' };

const graphs: ParityCase[] = [
  ['paths', 'several paths, PReLU, a gate with fc in its name'],
  ['attributes', 'rates and decays of single variables'],
  ['randomized', 'dropout of whole planes, and of what is not trained'],
  ['shared', 'two layers with the same weights'],
  ['normalizations', 'five kinds of normalisation, among them fixed ones'],
  ['recurrent', 'a recurrent layer, made for one size of the batch'],
  ['double', 'an input that is declared as float64'],
  ['grouped', 'a second output, and names with blanks and foreign letters'],
  ['attentive', 'a kept layer that is called softmax, as the new one would be'],
  ['mixed', 'casts of automatic mixed precision'],
].map(([network = '', title = '']) => ({ title, network, flags: FLAGS }));

sideBySide('Graphs of all kinds train as in Python', graphs);

const compat: ParityCase[] = ['paths', 'attributes', 'randomized', 'initialized'].map(
  (network) => ({ title: network, network, flags: { ...FLAGS, ...VALIDATED_COMPAT } }),
);

sideBySide('With --compat what is missing is initialized as in Python', compat);

const values: ParityCase[] = [
  ['odd_values', 'negative zeros and denormal numbers'],
  ['half', 'values saved as float16'],
  ['wide', 'values saved as float64'],
  ['superfluous', 'values that the network does not have'],
  ['old0', 'a checkpoint of MXNet before 0.11'],
  ['old1', 'a checkpoint of MXNet before 1.0'],
].map(([network = '', title = '']) => ({ title, network, flags: FLAGS }));

sideBySide('Checkpoints of all kinds are taken over as in Python', values);

const cuts: ParityCase[] = [
  ...['resnet20', 'vgg', 'lenet', 'mlp', 'depthwise', 'paths'].map((network) => ({
    title: `${network} is cut before its last layer without being told where`,
    network,
    flags: FLAGS,
    untold: ['layer-before-fullc'],
  })),
  ...[
    ['vgg', 'relu6'],
    ['vgg', 'flatten'],
    ['resnet20', 'relu1'],
    ['depthwise', 'pool'],
    ['depthwise', 'bn1_pw'],
  ].map(([network = '', layer = '']) => ({
    title: `${network} is cut after ${layer}`,
    network,
    flags: { ...FLAGS, 'layer-before-fullc': layer },
  })),
];

sideBySide('Networks are cut as in Python', cuts);
