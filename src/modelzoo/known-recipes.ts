/** What is known of the zoo's models by their names. */

import type { KnownRecipe } from './catalogue-file.js';

/** They begin with a batch normalization of the image itself. */
const RESNET: KnownRecipe = {
  imageShape: [3, 224, 224],
  rgbMean: [0, 0, 0],
  rgbStd: [1, 1, 1],
  resize: 256,
};

const INCEPTION: KnownRecipe = { ...RESNET, rgbMean: [123.68, 116.779, 103.939] };

/** Only those that MXNet itself has scored with these numbers. */
export const KNOWN_RECIPES: ReadonlyMap<string, KnownRecipe> = new Map([
  ['imagenet1k-inception-bn', INCEPTION],
  ['imagenet1k-resnet-34', RESNET],
  ['imagenet1k-resnet-50', RESNET],
  ['imagenet1k-resnet-101', RESNET],
  ['imagenet1k-resnet-152', RESNET],
]);
