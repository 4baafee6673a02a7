/** A symbol bound to arrays on one device. */

import { callAsync } from '../native/call.js';
import type { NativeExecutor } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { type DType, dtypeCode } from '../ndarray/dtype.js';
import { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { mxnet } from '../runtime/library.js';
import { untrack } from '../runtime/scope.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import type { NamedShapes } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';
import { devicesOf, natives, shapeLists } from './native-arguments.js';
import { reshapedArrays } from './reshaped-arrays.js';

/** What backward does with an argument's gradient. */
export type GradientRequest = 'null' | 'write' | 'add';

const GRADIENT_CODES: Record<GradientRequest, number> = { null: 0, write: 1, add: 3 };

/** How {@link simpleBind} allocates. */
export interface SimpleBindSettings extends BindPlace {
  device: Device;
  /** Shapes of the inputs; the others are inferred. */
  shapes: NamedShapes;
  /** Element types of the inputs; the others are inferred, `float32` without a hint. */
  types?: Readonly<Record<string, DType>>;
  /** By argument; arguments that are not named get no gradient. */
  gradients?: Readonly<Record<string, GradientRequest>>;
}

/**
 * Where an executor is bound. libmxnet's random states belong to threads, and a graph's random operators, such as dropout,
 * draw for ever from those of the thread that has bound it. What is bound on this thread obeys {@link seed} and shares the
 * states with the operators that are called directly, as in Python, but binding then blocks the event loop: for 66 ms with
 * an EfficientNet.
 */
export interface BindPlace {
  /** @defaultValue whether there are gradients */
  onThisThread?: boolean;
}

/** The arrays that {@link bind} uses. */
export interface BindSettings extends BindPlace {
  device: Device;
  /** One for each argument of the symbol. */
  arguments: ReadonlyMap<string, NDArray>;
  /** Where gradients are wanted. */
  gradients?: ReadonlyMap<string, NDArray>;
  /** @defaultValue `write` for each argument that has a gradient */
  gradientRequests?: Readonly<Record<string, GradientRequest>>;
  /** One for each auxiliary state of the symbol. */
  auxiliaryStates?: ReadonlyMap<string, NDArray>;
}

/** How an executor was bound. */
interface Binding extends Required<BindPlace> {
  device: Device;
  requests: Readonly<Record<string, GradientRequest>>;
}

/**
 * A symbol with the arrays it computes on. Forward and backward only queue work. Not thread-safe, and
 * everything it was bound to lives as long as it does.
 */
export class Executor extends NativeOwner<NativeExecutor> {
  /** Every argument of the symbol, in its order. Disposed with the executor. */
  readonly arguments: ReadonlyMap<string, NDArray>;
  /** Gradients of the arguments that have one. Disposed with the executor. */
  readonly gradients: ReadonlyMap<string, NDArray>;
  /** Auxiliary states of the symbol, in its order. Disposed with the executor. */
  readonly auxiliaryStates: ReadonlyMap<string, NDArray>;
  readonly device: Device;
  readonly #symbol: Symbol;
  readonly #binding: Binding;
  #outputs: NDArray[] | undefined;

  /** @internal */
  constructor(native: NativeExecutor, symbol: Symbol, binding: Binding) {
    super(native);
    this.device = binding.device;
    this.#symbol = symbol;
    this.#binding = binding;
    const wrap = (
      names: string[],
      natives: (ReturnType<NativeExecutor['arguments']>[0] | null)[],
    ) =>
      new Map(
        names.flatMap((name, i) => {
          const array = natives[i];
          return array ? [[name, new NDArray(array)] as const] : [];
        }),
      );
    const names = symbol.listArguments();
    this.arguments = wrap(names, native.arguments());
    this.gradients = wrap(names, native.gradients());
    this.auxiliaryStates = wrap(symbol.listAuxiliaryStates(), native.auxiliaryStates());
  }

  /**
   * Queues the computation of the outputs (MXExecutorForward).
   *
   * @param isTrain - whether dropout drops, and batch normalisation uses the batch's statistics
   */
  forward(isTrain: boolean): void {
    this.native.forward(isTrain);
    this.#dropOutputs();
  }

  /**
   * Queues the computation of the gradients of the last forward (MXExecutorBackwardEx).
   *
   * @param headGradients - one for each output; none for outputs that are losses
   */
  backward(headGradients: readonly NDArray[] = []): void {
    this.native.backward(
      headGradients.map((gradient) => gradient.native),
      true,
    );
  }

  /** The results of the last forward. They belong to the executor and are replaced by the next forward. */
  get outputs(): readonly NDArray[] {
    this.#outputs ??= this.native.outputs().map((native) => untrack(new NDArray(native)));
    return this.#outputs;
  }

  /**
   * An executor for other input shapes that shares this one's memory and parameters (MXExecutorReshape; before MXNet 1.4
   * MXExecutorBindEX). Use one of the two at a time.
   */
  async reshape(
    shapes: NamedShapes,
    { allowUpSizing = true }: { allowUpSizing?: boolean } = {},
  ): Promise<Executor> {
    // New in MXNet 1.3, where a failure of it ends the process.
    if (!libraryIsAtLeast(1, 4)) return await this.#rebind(shapes, allowUpSizing);
    const { device, onThisThread } = this.#binding;
    const native = await callAsync(
      this.native.reshape({
        ...devicesOf(device),
        partialShaping: false,
        allowUpSizing,
        ...shapeLists(shapes),
        onThisThread,
      }),
    );
    return new Executor(native, this.#symbol, this.#binding);
  }

  /**
   * Calls `callback` with each node's output while forward and backward run. Slower: operators are no longer
   * run in bulk. The array is the callback's to dispose.
   *
   * @param monitorAll - the nodes' inputs as well (MXNet 1.5 and later)
   */
  setMonitor(callback: (name: string, array: NDArray) => void, monitorAll = false): void {
    this.native.setMonitor((name, native) => callback(name, new NDArray(native)), monitorAll);
  }

  override dispose(): void {
    this.#dropOutputs();
    for (const arrays of [this.arguments, this.gradients, this.auxiliaryStates]) {
      for (const array of arrays.values()) array.dispose();
    }
    super.dispose();
  }

  async #rebind(shapes: NamedShapes, allowUpSizing: boolean): Promise<Executor> {
    const arrays = await reshapedArrays(this.#symbol, this, shapes, allowUpSizing);
    try {
      const settings = { ...this.#binding, ...arrays, gradientRequests: this.#binding.requests };
      return await bindSharing(this.#symbol, settings, this.native);
    } finally {
      for (const array of arrays.created) array.dispose();
    }
  }

  #dropOutputs(): void {
    for (const output of this.#outputs ?? []) output.dispose();
    this.#outputs = undefined;
  }
}

/**
 * Allocates every array that a symbol needs, and binds it (MXExecutorSimpleBind).
 *
 * @throws {@link MXNetError} when shapes or types do not fit or cannot be inferred
 */
export async function simpleBind(symbol: Symbol, settings: SimpleBindSettings): Promise<Executor> {
  const { device, shapes, types = {}, gradients = {} } = settings;
  const names = symbol.listArguments();
  const learns = names.some((name) => (gradients[name] ?? 'null') !== 'null');
  const onThisThread = settings.onThisThread ?? learns;
  const native = await callAsync(
    mxnet().Executor.simpleBind(symbol.native, {
      ...devicesOf(device),
      gradientNames: names,
      gradientTypes: names.map((name) => gradients[name] ?? 'null'),
      ...shapeLists(shapes),
      typeNames: Object.keys(types),
      types: Object.values(types).map(dtypeCode),
      sharedArgumentNames: [],
      shared: null,
      onThisThread,
    }),
  );
  return new Executor(native, symbol, { device, onThisThread, requests: gradients });
}

/** Binds a symbol to given arrays (MXExecutorBindEX). */
export async function bind(symbol: Symbol, settings: BindSettings): Promise<Executor> {
  return await bindSharing(symbol, settings, null);
}

/** @param shared - an executor whose memory is used again */
async function bindSharing(
  symbol: Symbol,
  settings: BindSettings,
  shared: NativeExecutor | null,
): Promise<Executor> {
  const { device, gradients = new Map<string, NDArray>(), gradientRequests = {} } = settings;
  const names = symbol.listArguments();
  const onThisThread = settings.onThisThread ?? gradients.size > 0;
  const request = (name: string) =>
    gradientRequests[name] ?? (gradients.has(name) ? 'write' : 'null');
  const native = await callAsync(
    mxnet().Executor.bind(symbol.native, {
      ...devicesOf(device),
      arguments: natives(names, settings.arguments),
      gradients: names.map((name) => gradients.get(name)?.native ?? null),
      gradientTypes: names.map((name) => GRADIENT_CODES[request(name)]),
      auxiliaryStates: natives(symbol.listAuxiliaryStates(), settings.auxiliaryStates ?? new Map()),
      shared,
      onThisThread,
    }),
  );
  const requests = Object.fromEntries(names.map((name) => [name, request(name)]));
  return new Executor(native, symbol, { device, onThisThread, requests });
}
