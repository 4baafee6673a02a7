/** The models of MXNet's model zoo, by the names that `fine-tune.py` knows. */

/** One model. */
export interface ZooModel {
  name: string;
  /** Addresses below the zoo's base. */
  symbol: string;
  params: string;
}

/** Folders and file names below the base; the values are of epoch 0 where nothing else is said. */
const PATHS: readonly (readonly [name: string, path: string, epoch?: string])[] = [
  ['imagenet1k-inception-bn', 'imagenet/inception-bn/Inception-BN', '0126'],
  ['imagenet1k-resnet-18', 'imagenet/resnet/18-layers/resnet-18'],
  ['imagenet1k-resnet-34', 'imagenet/resnet/34-layers/resnet-34'],
  ['imagenet1k-resnet-50', 'imagenet/resnet/50-layers/resnet-50'],
  ['imagenet1k-resnet-101', 'imagenet/resnet/101-layers/resnet-101'],
  ['imagenet1k-resnet-152', 'imagenet/resnet/152-layers/resnet-152'],
  ['imagenet1k-resnext-50', 'imagenet/resnext/50-layers/resnext-50'],
  ['imagenet1k-resnext-101', 'imagenet/resnext/101-layers/resnext-101'],
  ['imagenet1k-resnext-101-64x4d', 'imagenet/resnext/101-layers/resnext-101-64x4d'],
  ['imagenet11k-resnet-152', 'imagenet-11k/resnet-152/resnet-152'],
  ['imagenet11k-place365ch-resnet-152', 'imagenet-11k-place365-ch/resnet-152'],
  ['imagenet11k-place365ch-resnet-50', 'imagenet-11k-place365-ch/resnet-50'],
];

/** All models, in upstream's order. */
export const ZOO_MODELS: readonly ZooModel[] = PATHS.map(([name, path, epoch = '0000']) => ({
  name,
  symbol: `${path}-symbol.json`,
  params: `${path}-${epoch}.params`,
}));

/** The model of a name, or `undefined`. */
export function zooModel(name: string): ZooModel | undefined {
  return ZOO_MODELS.find((model) => model.name === name);
}
