/** A checkpoint that tells what is on an image. */

import { type Checkpoint, loadCheckpoint } from '../checkpoint/load.js';
import { compareForImages, isMismatch, mismatch } from '../checkpoint/mismatch.js';
import { paramsFile } from '../checkpoint/names.js';
import { recipeFile } from '../checkpoint/recipe.js';
import { resolveEpoch } from '../checkpoint/resolve-epoch.js';
import { FineTuneError } from '../errors.js';
import { requireNameCount } from '../finetune/class-names.js';
import { DataBatch } from '../io/data-batch.js';
import { Module } from '../module/module.js';
import { fromTypedArray } from '../ndarray/create.js';
import { cpu, type Device } from '../runtime/device.js';
import { openLibrary } from '../runtime/library.js';
import { requireDevices } from '../runtime/require-devices.js';
import { graphOf } from '../symbol/graph.js';
import { inferShape } from '../symbol/infer.js';
import { preprocess } from './preprocess.js';
import { type RecipeOptions, type ResolvedRecipe, resolveRecipe } from './resolve.js';

/** One class that an image may show. */
export interface Prediction {
  /** The class's name, or its number when it has none. */
  label: string;
  /** Its place among the network's outputs. */
  index: number;
  /** Between 0 and 1. */
  probability: number;
}

/** How a {@link Predictor} is opened. */
export interface PredictorOptions extends RecipeOptions {
  /** @defaultValue `cpu()` */
  device?: Device;
}

/** Operators whose output already is a probability. */
const PROBABILITIES: ReadonlySet<string> = new Set([
  'SoftmaxOutput',
  'Softmax',
  'softmax',
  'SoftmaxActivation',
]);

/**
 * A checkpoint, bound and ready.
 *
 * @example
 * ```ts
 * using predictor = await Predictor.open('output/flowers');
 * console.log(await predictor.classify(await readFile('rose.jpg')));
 * ```
 */
export class Predictor implements Disposable {
  /** How images are made ready, and what was assumed about it. */
  readonly recipe: ResolvedRecipe;
  readonly #checkpoint: Checkpoint;
  readonly #module: Module;
  readonly #needsSoftmax: boolean;

  private constructor(
    checkpoint: Checkpoint,
    module: Module,
    recipe: ResolvedRecipe,
    needsSoftmax: boolean,
  ) {
    this.#checkpoint = checkpoint;
    this.#module = module;
    this.recipe = recipe;
    this.#needsSoftmax = needsSoftmax;
  }

  /**
   * Loads a checkpoint and binds it.
   *
   * @throws {@link FineTuneError} when the checkpoint, its recipe or an option is wrong
   */
  static async open(prefix: string, options: PredictorOptions = {}): Promise<Predictor> {
    const { device = cpu() } = options;
    await openLibrary();
    requireDevices([device]);
    const epoch = await resolveEpoch(prefix, options.epoch ?? 'last');
    const checkpoint = await loadCheckpoint(prefix, epoch);
    let module: Module | undefined;
    try {
      const recipe = await resolveRecipe(prefix, { ...options, epoch });
      await requireFit(prefix, checkpoint, recipe);
      const [head] = (await graphOf(checkpoint.symbol)).heads;
      const labels = checkpoint.symbol.listArguments().filter((name) => name.endsWith('_label'));
      module = new Module(checkpoint.symbol, { devices: [device], labelNames: labels });
      const shape = [1, ...recipe.imageShape];
      await module.bind({ data: [{ name: 'data', shape, dtype: 'float32' }], forTraining: false });
      module.setParams(checkpoint);
      const needsSoftmax = !PROBABILITIES.has(head?.operator ?? '');
      if (needsSoftmax) recipe.assumed.push('softmax of the outputs, which are no probabilities');
      return new Predictor(checkpoint, module, recipe, needsSoftmax);
    } catch (error) {
      module?.dispose();
      checkpoint.dispose();
      throw error;
    }
  }

  /**
   * The most probable classes of one image, best first.
   *
   * @param encoded - a JPEG, PNG or other file that OpenCV reads
   * @throws {@link FineTuneError} `ERR_DATA` when the image cannot be decoded
   */
  async classify(encoded: Uint8Array, topK = 5): Promise<Prediction[]> {
    const [channels, height, width] = this.recipe.imageShape;
    const pixels = new Float32Array(channels * height * width);
    await preprocess(encoded, this.recipe, pixels);
    using batch = new DataBatch([fromTypedArray(pixels, [1, channels, height, width])], []);
    await this.#module.forward(batch, false);
    const [output] = await this.#module.hostOutputs();
    const values = Array.from(output?.values as Float32Array);
    const probabilities = this.#needsSoftmax ? softmax(values) : values;
    return probabilities
      .map((probability, index) => ({
        label: this.recipe.classNames?.[index] ?? String(index),
        index,
        probability,
      }))
      .sort((a, b) => b.probability - a.probability || a.index - b.index)
      .slice(0, topK);
  }

  dispose(): void {
    this.#module.dispose();
    this.#checkpoint.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The values must belong to the network, and there must be one name for each output. */
async function requireFit(
  prefix: string,
  checkpoint: Checkpoint,
  { epoch, imageShape, classNames, classNamesSource }: ResolvedRecipe,
): Promise<void> {
  const comparison = await compareForImages(checkpoint.symbol, checkpoint, imageShape);
  if (isMismatch(comparison)) throw mismatch(paramsFile(prefix, epoch), imageShape, comparison);
  const { outputs } = await inferShape(checkpoint.symbol, { data: [1, ...imageShape] });
  const [shape = []] = outputs.values();
  const classes = shape.at(-1) ?? 0;
  if (classNames === undefined) return;
  if (classNamesSource !== recipeFile(prefix)) {
    requireNameCount(classNamesSource, classNames, classes);
  }
  if (classNames.length === classes) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_MISMATCH',
    `${classNamesSource} has ${classNames.length} class names, the network has ${classes} outputs. It belongs to another network`,
  );
}

function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
