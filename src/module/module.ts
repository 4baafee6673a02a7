/** A symbol, its parameters, and how they are trained. */

import type { DataBatch } from '../io/data-batch.js';
import type { DataDesc } from '../io/data-desc.js';
import type { KVStore } from '../kvstore/kvstore.js';
import type { HostArray } from '../metric/host-array.js';
import type { Metric } from '../metric/metric.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { createOptimizer } from '../optimizer/create.js';
import { Optimizer } from '../optimizer/optimizer.js';
import type { Updater } from '../optimizer/updater.js';
import { waitAll } from '../runtime/wait-all.js';
import { BoundModule } from './bound-module.js';
import { HostCopies } from './host-copies.js';
import type { InitOptimizerOptions } from './options.js';
import { addToMetric, type BatchResult, hostOutputs, readResult } from './outputs.js';
import { ParameterStore, parameterNames, planUpdates } from './parameter-store.js';

export type { Params } from './bound-module.js';

/**
 * A network with its parameters on one or several devices (`mx.mod.Module`). The order is: bind, initParams,
 * initOptimizer, then for each batch forward, backward, update.
 */
export class Module extends BoundModule {
  readonly #outputs = new HostCopies();
  readonly #results = new HostCopies();
  #store: ParameterStore | undefined;

  get optimizerInitialized(): boolean {
    return this.#store !== undefined;
  }

  /** Prepares updates. */
  async initOptimizer(options: InitOptimizerOptions = {}): Promise<void> {
    if (this.#store !== undefined) return;
    const { group, params } = this.bound();
    const { kvstore = 'local', optimizer = 'sgd', optimizerOptions = {} } = options;
    const plan = await planUpdates(kvstore, this.devices.length, params.argParams);
    const workers = plan.kvstore?.workers ?? 1;
    const created =
      optimizer instanceof Optimizer
        ? optimizer
        : createOptimizer(optimizer, {
            rescaleGrad: 1 / (group.batchSize * workers),
            attributes: this.symbol.attributes(),
            parameterNames: parameterNames(this.paramNames, this.devices.length, plan),
            ...optimizerOptions,
          });
    this.#store = await ParameterStore.open(group, params.argParams, created, plan);
  }

  /** The optimizer, once there is one. */
  get optimizer(): Optimizer | undefined {
    return this.#store?.updater.optimizer;
  }

  /** What applies the optimizer. @internal */
  get updater(): Updater | undefined {
    return this.#store?.updater;
  }

  /** Queues the random numbers that one update draws, and changes nothing else. @internal */
  redrawUpdate(): void {
    this.#store?.redraw();
  }

  /** The store, if there is one. */
  get kvstore(): KVStore | undefined {
    return this.#store?.plan.kvstore;
  }

  /**
   * Queues the computation of the outputs. A batch of another shape rebinds first.
   *
   * @param isTrain - default: whether the module is bound for training
   */
  async forward(batch: DataBatch, isTrain: boolean = this.forTraining): Promise<void> {
    const { group } = this.bound();
    if (!group.fits(batch)) {
      await group.reshape(
        described(this.dataNames, batch.data),
        described(this.labelNames, batch.label),
      );
    }
    group.forward(batch, isTrain);
  }

  /** Queues the computation of the gradients. */
  backward(): void {
    this.bound().group.backward();
  }

  /** Queues one update of all parameters. */
  update(): void {
    if (this.#store === undefined) throw new TypeError('call initOptimizer before update');
    this.bound().params.expire();
    this.#store.update();
  }

  /**
   * The outputs of the last forward, on the JavaScript side. The memory is used again by the next call.
   *
   * @param rows - leave out the rows behind these, which only fill the batch up
   */
  async hostOutputs(rows?: number): Promise<HostArray[]> {
    const { group } = this.bound();
    return await hostOutputs(group, this.#outputs, rows ?? group.batchSize);
  }

  /**
   * Adds the last forward to a metric.
   *
   * @param rows - do not count the rows behind these, which only fill the batch up
   */
  async updateMetric(metric: Metric, batch: DataBatch, rows?: number): Promise<void> {
    this.addResult(metric, await this.readResult(batch), rows);
  }

  /** What a metric needs of the last forward. The memory is used again by the next call. @internal */
  async readResult(batch: DataBatch): Promise<BatchResult> {
    return await readResult(this.bound().group, this.#results, batch);
  }

  /** @internal */
  addResult(metric: Metric, result: BatchResult, rows?: number): void {
    const { group } = this.bound();
    addToMetric(group, metric, result, rows ?? group.batchSize);
  }

  /**
   * Goes back to the values that {@link Module.getParams} or {@link Module.setParams} has seen last; what the optimizer remembers
   * is forgotten. @internal
   */
  async rollBack(): Promise<void> {
    const { group, params } = this.bound();
    await waitAll();
    group.setParams(params.argParams, params.auxParams);
    this.#store?.reset(params.argParams);
    await waitAll();
  }

  override dispose(): void {
    this.#store?.dispose();
    this.#store = undefined;
    super.dispose();
  }
}

function described(names: readonly string[], arrays: readonly NDArray[]): DataDesc[] {
  return arrays.map(({ shape, dtype }, i) => ({ name: names[i] ?? '', shape, dtype }));
}
