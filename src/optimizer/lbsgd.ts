/** Gradient descent for large batches. */

import type { NDArray } from '../ndarray/ndarray.js';
import { pairwiseSum } from '../numeric/pairwise-sum.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import { scope, untrack } from '../runtime/scope.js';
import { choiceOption, wholeNumberOption } from '../text/check-option.js';
import { fixed } from '../text/python-format.js';
import { dividedBy, product } from './arithmetic.js';
import { GradientSums } from './gradient-sums.js';
import { MomentumOptimizer, type MomentumOptions } from './momentum-optimizer.js';
import type { OptimizerProgress, ParameterKey, StatefulUpdate } from './optimizer.js';

/** How the rate of {@link LBSGD} rises to that of the large batch. */
export const WARMUP_STRATEGIES = ['linear', 'power2', 'sqrt', 'lars'] as const;

/** One of {@link WARMUP_STRATEGIES}. */
export type WarmupStrategy = (typeof WARMUP_STRATEGIES)[number];

/** Marks, among the scalars, a sum that is the caller's own array. */
const BORROWED = 'borrowed ';

/** Options of {@link LBSGD}. */
export interface LBSGDOptions extends MomentumOptions {
  /** @defaultValue `linear` */
  warmupStrategy?: WarmupStrategy;
  /** Epochs until the full rate is reached. @defaultValue 5 */
  warmupEpochs?: number;
  /** Batches that make up a large one. @defaultValue 1 */
  batchScale?: number;
  /** Batches of an epoch. @defaultValue 32 */
  updatesPerEpoch?: number;
  /** @defaultValue 0 */
  beginEpoch?: number;
  /** Has no effect, as in MXNet. @defaultValue 60 */
  numEpochs?: number;
}

/**
 * Gradient descent for large batches (`mx.optimizer.LBSGD`, MXNet 1.2 and later). Gradients are added up over `batchScale` calls;
 * then one {@link SGD} update is made with their mean and a rate that rises from `lr` to `batchScale * lr` over
 * `warmupEpochs`, along a line, a parabola or a square root. With the strategy `lars` the rate is multiplied with
 * `√(|w|² / (|g|² + wd * |w|² + 1e-18))` instead, between 0.01 and 100; that reads the arrays, and so waits for them.
 *
 * As in MXNet the first large batch counts its first gradient wrongly where the caller reuses the array it hands over, as a module
 * does: the second gradient is then counted twice.
 */
export class LBSGD extends MomentumOptimizer {
  readonly warmupStrategy: WarmupStrategy;
  readonly warmupEpochs: number;
  readonly batchScale: number;
  readonly updatesPerEpoch: number;
  readonly #sums: GradientSums;

  constructor(options: LBSGDOptions = {}) {
    super(options);
    const strategy = options.warmupStrategy;
    this.warmupStrategy = choiceOption('warmupStrategy', strategy, WARMUP_STRATEGIES, 'linear');
    this.warmupEpochs = wholeNumberOption('warmupEpochs', options.warmupEpochs, 5);
    this.batchScale = wholeNumberOption('batchScale', options.batchScale, 1, 1);
    this.updatesPerEpoch = wholeNumberOption('updatesPerEpoch', options.updatesPerEpoch, 32);
    const beginEpoch = wholeNumberOption('beginEpoch', options.beginEpoch, 0);
    this.#sums = new GradientSums(beginEpoch * this.updatesPerEpoch + 1);
    this.logger.info('Running Large-Batch SGD Algorithm');
    this.logger.info(
      `(Batch_scale=${fixed(this.batchScale)}, warmup_epochs=${this.warmupEpochs}, ` +
        `warmup_strategy=${this.warmupStrategy}, updates_per_epoch=${this.updatesPerEpoch})`,
    );
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) scope(() => this.#update(update));
  }

  /** The sums of gradients are in `arrays`. */
  override progress(): OptimizerProgress {
    const scalars: Record<string, number> = {};
    const arrays = new Map<string, NDArray>();
    for (const [key, { array, borrowed, count }] of this.#sums.entries()) {
      const text = JSON.stringify(key);
      scalars[text] = count;
      if (borrowed) scalars[BORROWED + text] = 1;
      else if (array !== undefined) arrays.set(text, array);
    }
    return { ...super.progress(), scalars, arrays };
  }

  override restore(progress: OptimizerProgress): void {
    super.restore(progress);
    this.#sums.dispose();
    const { scalars = {}, arrays } = progress;
    for (const [text, count] of Object.entries(scalars)) {
      if (text.startsWith(BORROWED)) continue;
      const saved = arrays?.get(text);
      const array = saved && untrack(saved.copyToDevice(saved.device));
      const borrowed = scalars[BORROWED + text] === 1;
      this.#sums.restore(JSON.parse(text) as ParameterKey, { array, borrowed, count });
    }
  }

  override dispose(): void {
    this.#sums.dispose();
  }

  /** The operators of the base work on the float32 copies. */
  protected override get operatorsKnowMasters(): boolean {
    return false;
  }

  #update(update: StatefulUpdate): void {
    const { key, weight, gradient } = update;
    // MXNet asks for the rate before it counts here: at a step the first parameter keeps the old rate for one more batch.
    const lr = this.rateOf(key);
    this.count(key);
    const { array, count } = this.#sums.add(key, gradient);
    if (array === undefined || count % this.batchScale !== 0) {
      this.#touch(update);
      return;
    }
    const mean = dividedBy(array, this.batchScale);
    const multiplier =
      this.warmupStrategy === 'lars'
        ? this.#ratioOfNorms(weight, mean, this.decayOf(key))
        : this.#warmup(count);
    this.descend({ ...update, gradient: mean }, lr * multiplier);
    this.#sums.clear(key);
  }

  /** An update with the rate 0, as MXNet makes it: a gradient that is no number spoils the weight even so. */
  #touch({ key, weight, gradient }: StatefulUpdate): void {
    const attributes = { lr: '0.0', wd: this.text(this.decayOf(key)) };
    invokeInto('sgd_update', [weight, gradient], [weight], attributes);
  }

  #warmup(count: number): number {
    const length = this.warmupEpochs * this.updatesPerEpoch;
    if (count >= length) return this.batchScale;
    if (length <= 1) return 1;
    const rise = this.batchScale - 1;
    if (this.warmupStrategy === 'linear') return 1 + (rise * count) / length;
    if (this.warmupStrategy === 'sqrt') return 1 + rise * Math.sqrt(count / length);
    return 1 + (rise * (count * count)) / (length * length);
  }

  #ratioOfNorms(weight: NDArray, gradient: NDArray, wd: number): number {
    const weightSquares = sumOfSquares(weight);
    const ratio = weightSquares / (sumOfSquares(gradient) + wd * weightSquares + 1e-18);
    return Math.min(Math.max(Math.sqrt(ratio), 0.01), 100);
  }
}

/** Added up in numpy's order, because MXNet leaves it to numpy. */
function sumOfSquares(array: NDArray): number {
  const squares = invokeOne('Cast', [product(array, array)], { dtype: 'float32' });
  return pairwiseSum(squares.dataSync<Float32Array>());
}
