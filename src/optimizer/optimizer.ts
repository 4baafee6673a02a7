/** The base of all optimizers. */

import type { LRScheduler } from '../lr-scheduler/lr-scheduler.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import type { Attributes } from '../operators/text.js';
import type { NodeAttributes } from '../symbol/symbol.js';
import { pythonFloat } from '../text/python-float.js';
import { arrayAt, isList, type OptimizerState } from './state.js';

/** How a parameter is called: by name, or by number where several devices each have a copy of their own. */
export type ParameterKey = string | number;

/** One parameter with the gradient it is to be updated with. */
export interface ParameterUpdate {
  key: ParameterKey;
  weight: NDArray;
  gradient: NDArray;
}

/** A {@link ParameterUpdate} with what the optimizer remembers of the parameter. */
export interface StatefulUpdate extends ParameterUpdate {
  state: OptimizerState;
}

/** Options that every optimizer has. */
export interface OptimizerOptions {
  /** @defaultValue 0.01 for most optimizers */
  learningRate?: number;
  /** @defaultValue none: the rate stays */
  lrScheduler?: LRScheduler | undefined;
  /** Weight decay. @defaultValue 0 */
  wd?: number;
  /** Gradients are multiplied with it; usually 1 / batch size. @defaultValue 1 */
  rescaleGrad?: number;
  /** Gradients are clipped to [-clipGradient, clipGradient]. @defaultValue no clipping */
  clipGradient?: number | undefined;
  /** Keep a float32 copy of float16 weights. @defaultValue false */
  multiPrecision?: boolean;
  /** @defaultValue 0 */
  beginNumUpdate?: number;
  /**
   * The name of each parameter by its key. Parameters whose name ends neither in `_weight` nor in `_gamma` get no
   * weight decay.
   */
  parameterNames?: ReadonlyMap<ParameterKey, string>;
  /** Attributes of the network: `__lr_mult__` and `__wd_mult__` are honoured. */
  attributes?: NodeAttributes;
}

/** Counts and rates of an optimizer, for a checkpoint. */
export interface OptimizerProgress {
  numUpdate: number;
  counts: Map<ParameterKey, number>;
}

/**
 * Updates weights from gradients (`mx.optimizer.Optimizer`). The arithmetic is done by libmxnet's operators; this
 * class counts updates and knows rates.
 */
export abstract class Optimizer {
  /** How many parameters one call may update; 0 when the operator takes one at a time. */
  readonly aggregateNum: number = 0;
  readonly multiPrecision: boolean;
  readonly lrScheduler: LRScheduler | undefined;
  readonly rescaleGrad: number;
  readonly clipGradient: number | undefined;
  learningRate: number;
  wd: number;
  readonly #lrMult = new Map<string, number>();
  readonly #wdMult = new Map<string, number>();
  readonly #names: ReadonlyMap<ParameterKey, string>;
  readonly #counts = new Map<ParameterKey, number>();
  readonly #beginNumUpdate: number;
  #numUpdate: number;

  constructor(options: OptimizerOptions = {}) {
    this.lrScheduler = options.lrScheduler;
    this.learningRate = options.learningRate ?? options.lrScheduler?.baseLr ?? 0.01;
    if (this.lrScheduler !== undefined) this.lrScheduler.baseLr = this.learningRate;
    this.wd = options.wd ?? 0;
    this.rescaleGrad = options.rescaleGrad ?? 1;
    this.clipGradient = options.clipGradient;
    this.multiPrecision = options.multiPrecision ?? false;
    this.#beginNumUpdate = options.beginNumUpdate ?? 0;
    this.#numUpdate = this.#beginNumUpdate;
    this.#names = options.parameterNames ?? new Map();
    for (const name of this.#names.values()) {
      if (!/_(weight|gamma)$/.test(name)) this.#wdMult.set(name, 0);
    }
    for (const [name, attributes] of options.attributes ?? []) {
      setMultiplier(this.#lrMult, name, attributes.get('__lr_mult__'));
      setMultiplier(this.#wdMult, name, attributes.get('__wd_mult__'));
    }
  }

  /** The largest number of updates that any parameter has had. */
  get numUpdate(): number {
    return this.#numUpdate;
  }

  /** Multiplies the rate of the named parameters. */
  setLrMult(multipliers: ReadonlyMap<string, number>): void {
    for (const [name, multiplier] of multipliers) this.#lrMult.set(name, multiplier);
  }

  /** Multiplies the weight decay of the named parameters. */
  setWdMult(multipliers: ReadonlyMap<string, number>): void {
    for (const [name, multiplier] of multipliers) this.#wdMult.set(name, multiplier);
  }

  /** What the optimizer will remember of a weight. The arrays belong to the caller. */
  abstract createState(weight: NDArray): OptimizerState;

  /** Updates weights of one element type on one device, at most {@link Optimizer.aggregateNum} of them. */
  abstract update(updates: readonly StatefulUpdate[]): void;

  /** {@link Optimizer.createState}, with a float32 copy of a float16 weight if wanted. */
  createStateMultiPrecision(weight: NDArray): OptimizerState {
    if (!this.usesMaster(weight)) return this.createState(weight);
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
      const original = isList(state) ? (state[1] ?? null) : null;
      using wide = invokeOne('Cast', [gradient], { dtype: 'float32' });
      this.update([{ key, weight: master, gradient: wide, state: original }]);
      invokeInto('Cast', [master], [weight], { dtype: weight.dtype });
    }
  }

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

  /** Whether a weight gets a float32 copy. */
  protected usesMaster(weight: NDArray): boolean {
    return this.multiPrecision && weight.dtype === 'float16';
  }

  /** Counts one update of each parameter; before the rates are asked for. */
  protected count(updates: readonly ParameterUpdate[]): void {
    for (const { key } of updates) {
      const count = (this.#counts.get(key) ?? this.#beginNumUpdate) + 1;
      this.#counts.set(key, count);
      this.#numUpdate = Math.max(this.#numUpdate, count);
    }
  }

  /** How many updates a parameter has had. */
  protected countOf(key: ParameterKey): number {
    return this.#counts.get(key) ?? this.#beginNumUpdate;
  }

  /** The learning rate of each parameter. */
  protected learningRates(updates: readonly ParameterUpdate[]): number[] {
    const rate = this.lrScheduler?.rate(this.#numUpdate) ?? this.learningRate;
    return updates.map(({ key }) => rate * this.#multiplier(this.#lrMult, key));
  }

  /** The weight decay of each parameter. */
  protected weightDecays(updates: readonly ParameterUpdate[]): number[] {
    return updates.map(({ key }) => this.wd * this.#multiplier(this.#wdMult, key));
  }

  /** The attributes that all update operators have. */
  protected commonAttributes(): Record<string, string> {
    const attributes: Record<string, string> = { rescale_grad: pythonFloat(this.rescaleGrad) };
    // As in MXNet, a limit of 0 means no limit.
    if (this.clipGradient) attributes['clip_gradient'] = pythonFloat(this.clipGradient);
    return attributes;
  }

  /** Attributes of an operator that updates one parameter. */
  protected singleAttributes(update: ParameterUpdate, lr: number, more: Attributes): Attributes {
    const [wd = 0] = this.weightDecays([update]);
    return { ...this.commonAttributes(), ...more, lr: pythonFloat(lr), wd: pythonFloat(wd) };
  }

  #multiplier(multipliers: ReadonlyMap<string, number>, key: ParameterKey): number {
    const direct = multipliers.get(String(key));
    if (direct !== undefined && typeof key === 'string') return direct;
    return multipliers.get(this.#names.get(key) ?? '') ?? 1;
  }
}

function setMultiplier(
  multipliers: Map<string, number>,
  name: string,
  text: string | undefined,
): void {
  if (text !== undefined) multipliers.set(name, Number(text));
}
