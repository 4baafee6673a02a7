/** A symbol and its values on devices. */

import type { GradientRequest } from '../executor/executor.js';
import { Uniform } from '../initializer/random.js';
import { cpu, type Device } from '../runtime/device.js';
import type { Symbol } from '../symbol/symbol.js';
import { checkLabels, checkNames } from './check-names.js';
import { DeviceValues } from './device-values.js';
import { ExecutorGroup, type NamedArrays } from './executor-group.js';
import { HostParams } from './host-params.js';
import { KeptStates } from './kept-states.js';
import type { Monitor } from './monitor.js';
import { nonFinite } from './non-finite.js';
import type { BindOptions, InitParamsOptions, ModuleOptions } from './options.js';
import type { RowRange } from './slices.js';

/** The values of a network. The arrays belong to the module. */
export interface Params {
  argParams: NamedArrays;
  auxParams: NamedArrays;
}

/** What {@link Module} knows before it computes: names, devices, and the values of the network there. */
export abstract class BoundModule implements Disposable {
  readonly symbol: Symbol;
  readonly dataNames: readonly string[];
  readonly labelNames: readonly string[];
  readonly paramNames: readonly string[];
  readonly auxNames: readonly string[];
  readonly devices: readonly Device[];
  readonly #workLoads: readonly number[];
  readonly #fixed: ReadonlySet<string>;
  #group: ExecutorGroup | undefined;
  #params: HostParams | undefined;
  /** Whether it was bound to be trained. */
  protected forTraining = false;
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

  /**
   * Allocates everything for batches of the given shapes. Does nothing when bound already.
   *
   * @throws RangeError when there are labels, but not all that the network has
   */
  async bind({ data, label = [], forTraining = true }: BindOptions): Promise<void> {
    if (this.#group !== undefined) return;
    this.forTraining = forTraining;
    const gradients: Record<string, GradientRequest> = {};
    for (const name of this.paramNames) {
      if (forTraining && !this.#fixed.has(name)) gradients[name] = 'write';
    }
    const names = new Set(this.symbol.listArguments());
    const wanted = this.labelNames.filter((name) => names.has(name));
    if (label.length > 0) checkLabels(wanted, label);
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
    const { params } = this.bound();
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
    const { params } = this.bound();
    await params.refresh(this.#fixed);
    return { argParams: params.argParams, auxParams: params.auxParams };
  }

  /** The values as the devices have them now, to go on from exactly there. @internal */
  async deviceValues(): Promise<DeviceValues> {
    return await DeviceValues.read(this.bound().group, this.paramNames, this.auxNames);
  }

  /** Goes on from such values. Before {@link Module.initOptimizer}, which gives a store its own. @internal */
  setDeviceValues(values: DeviceValues): void {
    const { group, params } = this.bound();
    params.init(values.argParams, values.auxParams[0], {
      attributes: new Map(),
      initializer: new Uniform(),
      allowMissing: false,
    });
    values.write(group);
    params.expire();
  }

  /** Which rows of a batch each device computes. @internal */
  get ranges(): readonly RowRange[] {
    return this.bound().group.ranges;
  }

  /** Watches the executors that the module has when it is called. */
  installMonitor(monitor: Monitor): void {
    for (const executor of this.bound().group.executors) monitor.install(executor);
  }

  /** Whether a gradient of the last backward has a number that is not finite. @internal */
  async gradientsNotFinite(): Promise<boolean> {
    const { group } = this.bound();
    const gradients = this.paramNames.flatMap((name) => group.gradientCopies(name));
    return (await nonFinite(gradients)).includes(true);
  }

  /** The auxiliary states of every device, as they are now: kept and given back by whoever asks. @internal */
  keptStates(): KeptStates {
    const { group } = this.bound();
    return new KeptStates(this.auxNames.flatMap((name) => group.auxiliaryCopies(name)));
  }

  /** Disposes everything but the symbol. */
  dispose(): void {
    this.#group?.dispose();
    this.#params?.dispose();
    this.#group = undefined;
    this.#params = undefined;
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }

  /** @throws TypeError before {@link BoundModule.bind} @internal */
  protected bound(): { group: ExecutorGroup; params: HostParams } {
    if (!this.#group || !this.#params) throw new TypeError('call bind before this');
    return { group: this.#group, params: this.#params };
  }
}
