/** The base of all optimizers. */

import type { LRScheduler } from '../lr-scheduler/lr-scheduler.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import type { Attributes } from '../operators/text.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { numberOption, wholeNumberOption } from '../text/check-option.js';
import { FloatTexts } from '../text/float-texts.js';
import { Kernel } from './kernel.js';
import { Multipliers, type ParameterKey } from './multipliers.js';
import type { OptimizerOptions, OptimizerProgress } from './options.js';
import { arrayAt, type OptimizerState, stateAt } from './state.js';
import type { StatefulUpdate } from './update.js';

export type { ParameterKey } from './multipliers.js';
export type { OptimizerOptions, OptimizerProgress } from './options.js';
export type { ParameterUpdate, StatefulUpdate } from './update.js';

/**
 * Updates weights from gradients (`mx.optimizer.Optimizer`). The arithmetic is done by libmxnet's operators; this
 * class counts updates and knows rates.
 */
export abstract class Optimizer {
  readonly multiPrecision: boolean;
  readonly lrScheduler: LRScheduler | undefined;
  readonly rescaleGrad: number;
  readonly clipGradient: number | undefined;
  learningRate: number;
  /** What every rate is multiplied with, besides its own factors. */
  rateScale = 1;
  wd: number;
  protected readonly logger: Logger;
  readonly #names: ReadonlyMap<ParameterKey, string>;
  readonly #lrMult: Multipliers;
  readonly #wdMult: Multipliers;
  readonly #counts = new Map<ParameterKey, number>();
  readonly #beginNumUpdate: number;
  readonly #texts = new FloatTexts();
  readonly #kernels = new Map<string, Kernel>();
  #numUpdate: number;
  #warned = false;

  /** @throws RangeError for an option that is no number where one is needed */
  constructor(options: OptimizerOptions = {}) {
    this.lrScheduler = options.lrScheduler;
    const rate = numberOption('learningRate', options.learningRate, Number.NaN);
    this.learningRate = Number.isNaN(rate) ? (options.lrScheduler?.baseLr ?? 0.01) : rate;
    if (this.lrScheduler !== undefined) this.lrScheduler.baseLr = this.learningRate;
    this.wd = numberOption('wd', options.wd, 0);
    this.rescaleGrad = numberOption('rescaleGrad', options.rescaleGrad, 1);
    this.clipGradient =
      options.clipGradient === undefined
        ? undefined
        : numberOption('clipGradient', options.clipGradient, 0);
    this.multiPrecision = options.multiPrecision ?? false;
    this.logger = options.logger ?? SILENT;
    this.#beginNumUpdate = wholeNumberOption('beginNumUpdate', options.beginNumUpdate, 0);
    this.#numUpdate = this.#beginNumUpdate;
    this.#names = options.parameterNames ?? new Map();
    this.#lrMult = new Multipliers(this.#names);
    this.#wdMult = new Multipliers(this.#names);
    for (const name of this.#names.values()) {
      if (!this.decays(name)) this.#wdMult.give(name, 0);
    }
    this.#lrMult.giveAttribute(options.attributes ?? new Map(), '__lr_mult__');
    this.#wdMult.giveAttribute(options.attributes ?? new Map(), '__wd_mult__');
  }

  /** How many parameters one call may update; 0 when the operator takes one at a time. */
  get aggregateNum(): number {
    return 0;
  }

  /** Whether it makes a difference which parameters come in one call. */
  get groupsMatter(): boolean {
    return false;
  }

  /** The largest number of updates that any parameter has had. */
  get numUpdate(): number {
    return this.#numUpdate;
  }

  /** Multiplies the rate of the named parameters; what an earlier call has set is forgotten. */
  setLrMult(multipliers: ReadonlyMap<string, number>): void {
    this.#lrMult.set(multipliers);
  }

  /** Multiplies the weight decay of the named parameters; what an earlier call has set is forgotten. */
  setWdMult(multipliers: ReadonlyMap<string, number>): void {
    this.#wdMult.set(multipliers);
  }

  /** What the optimizer will remember of a weight. The arrays belong to the caller. */
  abstract createState(weight: NDArray): OptimizerState;

  /** Updates weights of one element type on one device, at most {@link Optimizer.aggregateNum} of them if that is not 0. */
  abstract update(updates: readonly StatefulUpdate[]): void;

  /** {@link Optimizer.createState}, with a float32 copy of a float16 weight if wanted. */
  createStateMultiPrecision(weight: NDArray): OptimizerState {
    if (!this.usesMaster(weight)) {
      this.#warnOfFloat16(weight);
      return this.createState(weight);
    }
    const master = weight.copyToDevice(weight.device, 'float32');
    return [master, this.createState(master)];
  }

  /** {@link Optimizer.update}, on the float32 copies where there are any. */
  updateMultiPrecision(updates: readonly StatefulUpdate[]): void {
    const [first] = updates;
    if (first === undefined) return;
    if (!this.usesMaster(first.weight)) {
      this.update(updates);
      return;
    }
    for (const { key, weight, gradient, state } of updates) {
      const master = arrayAt(state, 0);
      using wide = invokeOne('Cast', [gradient], { dtype: 'float32' });
      this.update([{ key, weight: master, gradient: wide, state: stateAt(state, 1) }]);
      invokeInto('Cast', [master], [weight], { dtype: weight.dtype });
    }
  }

  /** Whether updates draw from libmxnet's random generators. */
  get drawsNumbers(): boolean {
    return false;
  }

  /** Draws what {@link Optimizer.updateMultiPrecision} would draw, and changes nothing else. @internal */
  redraw(_updates: readonly StatefulUpdate[]): void {}

  /** What has to be saved, beside the states, to go on later. */
  progress(): OptimizerProgress {
    return { numUpdate: this.#numUpdate, counts: new Map(this.#counts) };
  }

  /** Goes on from a saved progress. */
  restore(progress: OptimizerProgress): void {
    this.#numUpdate = progress.numUpdate;
    this.#counts.clear();
    for (const [key, count] of progress.counts) this.#counts.set(key, count);
  }

  /** Disposes arrays that are no states. The optimizer can go on; only few have any. */
  dispose(): void {}

  /** Whether a parameter of this name gets weight decay. */
  protected decays(name: string): boolean {
    return name.endsWith('_weight') || name.endsWith('_gamma');
  }

  /** The name of a parameter. */
  protected nameOf(key: ParameterKey): string {
    return this.#names.get(key) ?? String(key);
  }

  /** Whether a weight gets a float32 copy. */
  protected usesMaster(weight: NDArray): boolean {
    return this.multiPrecision && weight.dtype === 'float16';
  }

  /** Counts one update of a parameter; before its rate is asked for. Returns how many it has had. */
  protected count(key: ParameterKey): number {
    const count = (this.#counts.get(key) ?? this.#beginNumUpdate) + 1;
    this.#counts.set(key, count);
    if (count > this.#numUpdate) this.#numUpdate = count;
    return count;
  }

  /** The learning rate before any multiplier. */
  protected baseRate(): number {
    return this.rateScale * (this.lrScheduler?.rate(this.#numUpdate) ?? this.learningRate);
  }

  /** What the rate of a parameter is multiplied with. */
  protected rateMultiplier(key: ParameterKey): number {
    return this.#lrMult.of(key);
  }

  /** The learning rate of a parameter. */
  protected rateOf(key: ParameterKey): number {
    return this.baseRate() * this.#lrMult.of(key);
  }

  /** The weight decay of a parameter. */
  protected decayOf(key: ParameterKey): number {
    return this.wd * this.#wdMult.of(key);
  }

  /** A number as an attribute's text. */
  protected text(value: number): string {
    return this.#texts.of(value);
  }

  /**
   * An operator that this optimizer calls, with `rescale_grad` and `clip_gradient`.
   *
   * @param attributes - asked for at the first call only
   * @param changing - attributes that each call gives
   * @internal
   */
  protected kernel(
    operator: string,
    attributes: () => Attributes,
    changing: readonly string[] = ['lr', 'wd'],
  ): Kernel {
    let kernel = this.#kernels.get(operator);
    if (kernel === undefined) {
      const common = { rescale_grad: this.text(this.rescaleGrad), clip_gradient: this.clipText() };
      kernel = new Kernel(operator, changing, { ...common, ...attributes() });
      this.#kernels.set(operator, kernel);
    }
    return kernel;
  }

  /** The limit of gradients for an operator; as in MXNet, one of 0 means none there. */
  protected clipText(): string | undefined {
    return this.clipGradient ? this.text(this.clipGradient) : undefined;
  }

  #warnOfFloat16(weight: NDArray): void {
    if (weight.dtype !== 'float16' || this.#warned) return;
    this.#warned = true;
    this.logger.warning(
      'updating float16 weights without a float32 copy loses precision; set multiPrecision to keep one',
    );
  }
}
