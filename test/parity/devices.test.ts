import { type ParityCase, VALIDATED, VALIDATED_COMPAT } from './cases.js';
import { sideBySide } from './side-by-side.js';

// Several CPU devices are deterministic only with the engine that computes at once.
const AT_ONCE = { MXNET_ENGINE_TYPE: 'NaiveEngine' };

const OPTIMIZERS = {
  'plain SGD': { lr: 0.02 },
  'SGD with momentum and weight decay': { mom: 0.9, wd: 0.0005, lr: 0.0137 },
  Adam: { optimizer: 'adam', lr: 0.001, wd: 0.0001 },
  NAG: { optimizer: 'nag', mom: 0.9, wd: 0.0001 },
  RMSProp: { optimizer: 'rmsprop', lr: 3e-4, wd: 3e-5 },
};
const MOMENTUM = OPTIMIZERS['SGD with momentum and weight decay'];

const several: ParityCase[] = [
  ...Object.entries(OPTIMIZERS).flatMap(([optimizer, flags]) =>
    ['local', 'device'].map((store) => ({
      title: `two devices with ${optimizer} and a ${store} store`,
      flags: { ...flags, ...VALIDATED, 'kv-store': store, cpus: 2 },
    })),
  ),
  ...['resnet20', 'vgg', 'lenet', 'paths'].map((network) => ({
    title: `two devices with ${network}`,
    network,
    flags: { ...MOMENTUM, ...VALIDATED, cpus: 2 },
  })),
  {
    title: 'two devices with --compat',
    network: 'vgg',
    flags: { ...MOMENTUM, ...VALIDATED_COMPAT, cpus: 2 },
  },
  {
    title: 'three devices, where the order of a sum decides',
    network: 'lenet',
    flags: { ...MOMENTUM, ...VALIDATED, cpus: 3 },
  },
  {
    title: 'four devices with a device store',
    flags: { ...MOMENTUM, ...VALIDATED, cpus: 4, 'kv-store': 'device' },
  },
  {
    title: 'a batch that cannot be split into equal parts',
    flags: { ...MOMENTUM, ...VALIDATED, cpus: 2, 'batch-size': 5 },
  },
  ...[0.5, 0.01].map((threshold) => ({
    title: `gradients compressed with the threshold ${threshold}`,
    flags: { ...MOMENTUM, cpus: 2, 'gc-type': '2bit', 'gc-threshold': threshold },
  })),
  {
    title: 'compressed gradients of one device with Adam',
    flags: { ...OPTIMIZERS.Adam, 'gc-type': '2bit', 'gc-threshold': 0.05 },
  },
];

sideBySide('Several devices give what Python gives', several, AT_ONCE);

const onDevices: ParityCase[] = Object.entries(OPTIMIZERS).flatMap(([optimizer, flags]) =>
  [1, 2].map((cpus) => ({
    title: `${optimizer} on ${cpus} device${cpus > 1 ? 's' : ''}`,
    flags: { ...flags, ...VALIDATED, cpus },
  })),
);

sideBySide('Updates outside of the store give what Python gives', onDevices, {
  ...AT_ONCE,
  MXNET_UPDATE_ON_KVSTORE: '0',
});

const stores: ParityCase[] = [
  'local_update_cpu',
  'local_allreduce_cpu',
  'local_allreduce_device',
  'Device',
].map((store) => ({ title: store, flags: { ...MOMENTUM, 'kv-store': store } }));

sideBySide('Every local store gives what Python gives', stores);

for (const env of [
  { MXNET_OPTIMIZER_AGGREGATION_SIZE: '1' },
  { MXNET_UPDATE_ON_KVSTORE: '0', MXNET_OPTIMIZER_AGGREGATION_SIZE: '60' },
  { MXNET_SUBGRAPH_BACKEND: 'NONE' },
  { MXNET_SAFE_ACCUMULATION: '1' },
]) {
  const text = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  sideBySide(
    `The environment decides as for Python: ${text.join(' ')}`,
    [{ title: 'vgg with dropout', network: 'vgg', flags: MOMENTUM }],
    env,
  );
}
