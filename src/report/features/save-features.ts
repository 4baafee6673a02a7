/** The outputs of a layer for many images. */

import { FineTuneError } from '../../errors.js';
import {
  BatchPredictor,
  type BatchPredictorOptions,
  type ChosenCheckpoint,
} from '../../predictor/batch-predictor.js';
import type { ResolvedRecipe } from '../../predictor/resolve.js';
import type { NamedImage } from '../named-image.js';
import {
  type FeatureRow,
  isTable,
  requireFeatureFile,
  type WrittenFeatures,
  writeFeatures,
} from './feature-files.js';

/** Options of {@link saveFeatures}. */
export interface SaveFeaturesOptions
  extends BatchPredictorOptions,
    Omit<ChosenCheckpoint, 'prefix'> {
  /** A layer, by its name in the network. @defaultValue the last one before the classes */
  layer?: string | undefined;
}

/** How {@link saveFeatures} talks to its surroundings. */
export interface SaveFeaturesContext {
  signal?: AbortSignal | undefined;
  /** Told what is known of the checkpoint before it is asked. */
  onLoaded?: ((recipe: ResolvedRecipe) => void) | undefined;
  /** Told after each image. */
  onImage?: (() => void) | undefined;
  /** Told of images that cannot be used, which are left out. @defaultValue the first one ends it */
  onFault?: ((name: string, fault: FineTuneError) => void) | undefined;
}

/** What {@link saveFeatures} has written. */
export interface SavedFeatures extends WrittenFeatures {
  layer: string;
}

/**
 * Writes the outputs of a layer for images, one after another, whatever their number: `FILE.npy` (float32, one row for each
 * image) with the names in `FILE.txt`, or `FILE.csv`.
 *
 * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when there is no such layer, `ERR_DATA`, `ERR_OUTPUT`, and others for the
 * checkpoint and options
 */
export async function saveFeatures(
  prefix: string,
  images: AsyncIterable<NamedImage>,
  output: string,
  { layer: asked, epoch, ...options }: SaveFeaturesOptions = {},
  { signal, onLoaded, onImage, onFault = rethrow }: SaveFeaturesContext = {},
): Promise<SavedFeatures> {
  requireFeatureFile(output);
  using predictor = await BatchPredictor.load([{ prefix, epoch }], options);
  onLoaded?.(predictor.recipes[0] as ResolvedRecipe);
  const layer = predictor.layerName(asked);
  const rows = async function* (): AsyncGenerator<FeatureRow> {
    for await (const { item, rows: found, fault } of predictor.run(images, { layer, signal })) {
      onImage?.();
      const problem = fault ?? unlistable(item.name, output);
      if (problem !== undefined) {
        onFault(item.name, problem);
        continue;
      }
      const [{ shape, values } = { shape: [], values: new Float32Array() }] = found ?? [];
      requireOwnRow(layer, shape, values);
      yield { name: item.name, shape, values };
    }
  };
  return { layer, ...(await writeFeatures(output, rows())) };
}

/** In a table names are quoted. */
function unlistable(name: string, output: string): FineTuneError | undefined {
  if (isTable(output) || !/[\r\n]/.test(name)) return undefined;
  return new FineTuneError('ERR_DATA', 'a name with a line break cannot stand in a list');
}

/** A layer may mix the images of a batch. */
function requireOwnRow(layer: string, shape: readonly number[], { length }: Float32Array): void {
  if (shape.reduce((product, size) => product * size, 1) === length) return;
  throw new FineTuneError(
    'ERR_HEAD_NOT_FOUND',
    `the layer ${layer} has no output of its own for each image; choose another one`,
  );
}

function rethrow(name: string, fault: FineTuneError): never {
  throw new FineTuneError(fault.code, `${name}: ${fault.message}`, { cause: fault });
}
