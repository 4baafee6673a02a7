/** A symbol, its parameters, and how they are trained. */

import type { GradientRequest } from '../executor/executor.js';
import { Uniform } from '../initializer/random.js';
import type { DataBatch } from '../io/data-batch.js';
import type { DataDesc } from '../io/data-desc.js';
import type { KVStore } from '../kvstore/kvstore.js';
import type { HostArray } from '../metric/host-array.js';
import type { Metric } from '../metric/metric.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { createOptimizer } from '../optimizer/create.js';
import { Optimizer } from '../optimizer/optimizer.js';
import type { Updater } from '../optimizer/updater.js';
import { cpu, type Device } from '../runtime/device.js';
import { waitAll } from '../runtime/wait-all.js';
import type { Symbol } from '../symbol/symbol.js';
import { checkNames } from './check-names.js';
import { DeviceValues } from './device-values.js';
import { ExecutorGroup, type NamedArrays } from './executor-group.js';
import { HostCopies } from './host-copies.js';
import { HostParams } from './host-params.js';
import { KeptStates } from './kept-states.js';
import type { Monitor } from './monitor.js';
import { nonFinite } from './non-finite.js';
import type {
  BindOptions,
  InitOptimizerOptions,
  InitParamsOptions,
  ModuleOptions,
} from './options.js';
import { addToMetric, type BatchResult, hostOutputs, readResult } from './outputs.js';
import { ParameterStore, parameterNames, planUpdates } from './parameter-store.js';
import type { RowRange } from './slices.js';

/** The values of a network. The arrays belong to the module. */
export interface Params {
  argParams: NamedArrays;
  auxParams: NamedArrays;
}

/**
 * A network with its parameters on one or several devices (`mx.mod.Module`). The order is: bind, initParams,
 * initOptimizer, then for each batch forward, backward, update.
 */
export class Module implements Disposable {
  readonly symbol: Symbol;
  readonly dataNames: readonly string[];
  readonly labelNames: readonly string[];
  readonly paramNames: readonly string[];
  readonly auxNames: readonly string[];
  readonly devices: readonly Device[];
  readonly #workLoads: readonly number[];
  readonly #fixed: ReadonlySet<string>;
  readonly #outputs = new HostCopies();
  readonly #results = new HostCopies();
  #group: ExecutorGroup | undefined;
  #params: HostParams | undefined;
  #store: ParameterStore | undefined;
  #forTraining = false;
  #initialized = false;

  /**
   * @param symbol - stays the caller's, and must live as long as the module
   * @throws RangeError for names that the symbol does not have
   */
  constructor(symbol: Symbol, options: ModuleOptions = {}) {
    this.symbol = symbol;
    this.dataNames = options.dataNames ?? ['data'];
    this.labelNames = options.labelNames ?? ['softmax_label'];
    this.devices = options.devices ?? [cpu()];
    this.#workLoads = options.workLoads ?? this.devices.map(() => 1);
    this.#fixed = new Set(options.fixedParamNames ?? []);
    const names = symbol.listArguments();
    checkNames('dataNames', this.dataNames, names);
    checkNames('fixedParamNames', [...this.#fixed], names);
    const inputs = new Set([...this.dataNames, ...this.labelNames]);
    this.paramNames = names.filter((name) => !inputs.has(name));
    this.auxNames = symbol.listAuxiliaryStates();
  }

  get binded(): boolean {
    return this.#group !== undefined;
  }

  get paramsInitialized(): boolean {
    return this.#initialized;
  }

  get optimizerInitialized(): boolean {
    return this.#store !== undefined;
  }

  /** Allocates everything for batches of the given shapes. Does nothing when bound already. */
  async bind({ data, label = [], forTraining = true }: BindOptions): Promise<void> {
    if (this.#group !== undefined) return;
    this.#forTraining = forTraining;
    const gradients: Record<string, GradientRequest> = {};
    for (const name of this.paramNames) {
      if (forTraining && !this.#fixed.has(name)) gradients[name] = 'write';
    }
    const names = new Set(this.symbol.listArguments());
    this.#group = await ExecutorGroup.bind({
      symbol: this.symbol,
      devices: this.devices,
      workLoads: this.#workLoads,
      data,
      label: label.filter(({ name }) => names.has(name)),
      gradients,
    });
    this.#params = new HostParams(this.#group, this.paramNames, this.auxNames);
  }

  /**
   * Gives every parameter its first value: the given one, else the initializer's.
   *
   * @throws RangeError when a value is missing and `allowMissing` is not set, or has another shape
   */
  initParams(options: InitParamsOptions = {}): void {
    const { argParams, auxParams, allowMissing = false } = options;
    const { initializer = new Uniform({ scale: 0.01 }) } = options;
    const { params } = this.#bound();
    const attributes = this.symbol.attributes();
    params.init(argParams, auxParams, { attributes, initializer, allowMissing });
    this.#initialized = true;
  }

  /** Overwrites all parameters and auxiliary states, on the CPU and on the devices. */
  setParams({ argParams, auxParams }: Params): void {
    this.initParams({ argParams, auxParams });
  }

  /**
   * The current values, averaged over the devices. The arrays are the module's own and change with it.
   *
   * Waits for everything that is queued: batch normalisation writes its moving averages behind the engine's back.
   */
  async getParams(): Promise<Params> {
    const { params } = this.#bound();
    await params.refresh(this.#fixed);
    return { argParams: params.argParams, auxParams: params.auxParams };
  }

  /** The values as the devices have them now, to go on from exactly there. @internal */
  async deviceValues(): Promise<DeviceValues> {
    return await DeviceValues.read(this.#bound().group, this.paramNames, this.auxNames);
  }

  /** Goes on from such values. Before {@link Module.initOptimizer}, which gives a store its own. @internal */
  setDeviceValues(values: DeviceValues): void {
    const { group, params } = this.#bound();
    params.init(values.argParams, values.auxParams[0], {
      attributes: new Map(),
      initializer: new Uniform(),
      allowMissing: false,
    });
    values.write(group);
    params.expire();
  }

  /** Prepares updates. */
  async initOptimizer(options: InitOptimizerOptions = {}): Promise<void> {
    if (this.#store !== undefined) return;
    const { group, params } = this.#bound();
    const { kvstore = 'local', optimizer = 'sgd', optimizerOptions = {} } = options;
    const plan = await planUpdates(kvstore, this.devices.length, params.argParams);
    const workers = plan.kvstore?.type.match(/dist.*_sync/) ? plan.kvstore.workers : 1;
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

  /** Which rows of a batch each device computes. @internal */
  get ranges(): readonly RowRange[] {
    return this.#bound().group.ranges;
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
  async forward(batch: DataBatch, isTrain: boolean = this.#forTraining): Promise<void> {
    const { group } = this.#bound();
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
    this.#bound().group.backward();
  }

  /** Queues one update of all parameters. */
  update(): void {
    if (this.#store === undefined) throw new TypeError('call initOptimizer before update');
    this.#bound().params.expire();
    this.#store.update();
  }

  /**
   * The outputs of the last forward, on the JavaScript side. The memory is used again by the next call.
   *
   * @param rows - leave out the rows behind these, which only fill the batch up
   */
  async hostOutputs(rows?: number): Promise<HostArray[]> {
    const { group } = this.#bound();
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
    return await readResult(this.#bound().group, this.#results, batch);
  }

  /** @internal */
  addResult(metric: Metric, result: BatchResult, rows?: number): void {
    const { group } = this.#bound();
    addToMetric(group, metric, result, rows ?? group.batchSize);
  }

  /** Watches the executors that the module has when it is called. */
  installMonitor(monitor: Monitor): void {
    for (const executor of this.#bound().group.executors) monitor.install(executor);
  }

  /** Whether a gradient of the last backward has a number that is not finite. @internal */
  async gradientsNotFinite(): Promise<boolean> {
    const { group } = this.#bound();
    const gradients = this.paramNames.flatMap((name) => group.gradientCopies(name));
    return (await nonFinite(gradients)).includes(true);
  }

  /** The auxiliary states of every device, as they are now: kept and given back by whoever asks. @internal */
  keptStates(): KeptStates {
    const { group } = this.#bound();
    return new KeptStates(this.auxNames.flatMap((name) => group.auxiliaryCopies(name)));
  }

  /**
   * Goes back to the values that {@link Module.getParams} or {@link Module.setParams} has seen last; what the optimizer remembers
   * is forgotten. @internal
   */
  async rollBack(): Promise<void> {
    const { group, params } = this.#bound();
    await waitAll();
    group.setParams(params.argParams, params.auxParams);
    this.#store?.reset(params.argParams);
    await waitAll();
  }

  /** Disposes everything but the symbol. */
  dispose(): void {
    this.#store?.dispose();
    this.#group?.dispose();
    this.#params?.dispose();
    this.#group = undefined;
    this.#store = undefined;
    this.#params = undefined;
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }

  #bound(): { group: ExecutorGroup; params: HostParams } {
    if (!this.#group || !this.#params) throw new TypeError('call bind before this');
    return { group: this.#group, params: this.#params };
  }
}

function described(names: readonly string[], arrays: readonly NDArray[]): DataDesc[] {
  return arrays.map(({ shape, dtype }, i) => ({ name: names[i] ?? '', shape, dtype }));
}
