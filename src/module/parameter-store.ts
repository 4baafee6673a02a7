/** Where gradients meet weights: in a store, or on each device. */

import { KVStore, type PushedUpdate } from '../kvstore/kvstore.js';
import { ArrayList } from '../ndarray/array-list.js';
import type { Optimizer, ParameterKey, ParameterUpdate } from '../optimizer/optimizer.js';
import { unchanging } from '../optimizer/unchanging.js';
import { Updater } from '../optimizer/updater.js';
import type { ExecutorGroup, NamedArrays } from './executor-group.js';
import { MachineWeights } from './machine-weights.js';

/** A store that is larger than this in one parameter, and of type `local`, does not update by itself. */
const LARGEST_LOCAL_PARAMETER = 1024 * 1024 * 16;

/** How a module updates. */
export interface UpdatePlan {
  /** The store that sums over devices; none for a single device without one. */
  kvstore: KVStore | undefined;
  /** Whether the store was made for these updates alone. */
  ownsKVStore: boolean;
  /** Whether the store holds the weights and updates them. A distributed one never does: see {@link MachineWeights}. */
  updateOnKVStore: boolean;
}

/**
 * Chooses as `Module.init_optimizer` of MXNet does: a store that is given is used, a type is opened only when there are
 * several devices or machines, `MXNET_UPDATE_ON_KVSTORE=0` moves the update to the devices.
 *
 * @throws RangeError for a distributed store that does not wait for all machines
 */
export async function planUpdates(
  kvstore: KVStore | string | null,
  devices: number,
  argParams: NamedArrays,
): Promise<UpdatePlan> {
  let updateOnKVStore = Number(process.env['MXNET_UPDATE_ON_KVSTORE'] ?? 1) !== 0;
  const isNeeded = typeof kvstore !== 'string' || devices > 1 || kvstore.includes('dist');
  if (kvstore === null || !isNeeded) {
    return { kvstore: undefined, ownsKVStore: false, updateOnKVStore: false };
  }
  if (requireSync(kvstore)) updateOnKVStore = false;
  if (typeof kvstore !== 'string') return { kvstore, ownsKVStore: false, updateOnKVStore };
  if (kvstore === 'local') {
    const largest = Math.max(0, ...[...argParams.values()].map((array) => array.size));
    if (largest > LARGEST_LOCAL_PARAMETER) updateOnKVStore = false;
  }
  return { kvstore: await KVStore.create(kvstore), ownsKVStore: true, updateOnKVStore };
}

/** Whether machines train together, in step. */
function requireSync(kvstore: KVStore | string): boolean {
  const type = typeof kvstore === 'string' ? kvstore : kvstore.type;
  if (!type.includes('dist')) return false;
  if (/dist.*_sync/.test(type)) return true;
  throw new RangeError(`\`kvstore\` must be dist_sync to train on several machines, not ${type}`);
}

/** The key of a parameter's copy on a device. */
function deviceKey(parameter: number, device: number, devices: number): number {
  return parameter * devices + device;
}

/** The name of each parameter by the key under which the optimizer sees it. */
export function parameterNames(
  names: readonly string[],
  devices: number,
  { updateOnKVStore, kvstore }: UpdatePlan,
): Map<ParameterKey, string> {
  if (updateOnKVStore || kvstore?.distributed) return new Map(names.map((name) => [name, name]));
  return new Map(
    names.flatMap((name, i) =>
      Array.from({ length: devices }, (_, k) => [deviceKey(i, k, devices), name] as const),
    ),
  );
}

/** One exchange with the store: for each parameter an array of every device. */
interface Exchange {
  keys: readonly string[];
  gradients: ArrayList;
  outputs: ArrayList;
  priority: number;
}

/** Updates the parameters of a group of executors. What is the same in every step is made once. */
export class ParameterStore {
  readonly updater: Updater;
  readonly plan: UpdatePlan;
  readonly #group: ExecutorGroup;
  /** The parameters that have a gradient, with their place among all parameters. */
  readonly #trained: readonly (readonly [index: number, name: string])[];
  readonly #exchanges: readonly Exchange[];
  /** For each device. */
  readonly #updates: readonly (readonly ParameterUpdate[])[];
  #machines: MachineWeights | undefined;
  /** What the store has handed over last, as the updater wants it. */
  #pushed: { from: readonly PushedUpdate[]; updates: readonly ParameterUpdate[] } | undefined;

  private constructor(
    group: ExecutorGroup,
    names: readonly string[],
    optimizer: Optimizer,
    plan: UpdatePlan,
  ) {
    this.#group = group;
    this.plan = plan;
    this.updater = new Updater(optimizer, { separately: plan.updateOnKVStore });
    this.#trained = [...names.entries()].filter(
      ([, name]) => group.gradientCopies(name).length > 0,
    );
    const { kvstore, updateOnKVStore } = plan;
    const isLocal = !kvstore?.distributed;
    this.#exchanges = kvstore && isLocal ? this.#parts().map((part) => this.#exchange(part)) : [];
    this.#updates =
      isLocal && !updateOnKVStore ? group.executors.map((_, k) => this.#deviceUpdates(k)) : [];
  }

  /** Gives the store its values, and the devices the store's. */
  static async open(
    group: ExecutorGroup,
    argParams: NamedArrays,
    optimizer: Optimizer,
    plan: UpdatePlan,
  ): Promise<ParameterStore> {
    const names = [...argParams.keys()];
    const store = new ParameterStore(group, names, optimizer, plan);
    const { kvstore, updateOnKVStore } = plan;
    if (kvstore === undefined) return store;
    if (kvstore.distributed) {
      const trained = new Set(store.#trained.map(([, name]) => name));
      store.#machines = await MachineWeights.open(group, argParams, trained, kvstore);
      return store;
    }
    if (!updateOnKVStore) {
      await kvstore.init(names, [...argParams.values()]);
      return store;
    }
    store.#watchStore(kvstore);
    const copies = names.map((name) => group.parameterCopies(name));
    const keys = names.flatMap((name, i) => (copies[i] ?? []).map(() => name));
    await kvstore.broadcast(names, [...argParams.values()], keys, copies.flat());
    return store;
  }

  /** Queues one update of every parameter that has a gradient. */
  update(): void {
    this.#machines?.update(this.updater);
    for (const { keys, gradients, outputs, priority } of this.#exchanges) {
      this.plan.kvstore?.pushPull(keys, gradients, outputs, priority);
    }
    for (const updates of this.#updates) this.updater.update(updates);
  }

  /** Gives a store that updates these values, and forgets what the optimizer remembers. */
  reset(argParams: NamedArrays): void {
    this.updater.setStates(new Map());
    this.#machines?.reset(argParams);
    const { kvstore, updateOnKVStore } = this.plan;
    if (kvstore === undefined || !updateOnKVStore) return;
    kvstore.setUpdater((pushed) => {
      for (const { received, stored } of pushed) received.copyTo(stored);
    });
    const values = this.#trained.map(([, name]) => [name, argParams.get(name)] as const);
    for (const [name, value] of values) if (value !== undefined) kvstore.push([name], [value]);
    this.#watchStore(kvstore);
  }

  /** An update that only draws the random numbers of one: the weights stay. */
  redraw(): void {
    if (!this.updater.optimizer.drawsNumbers) return;
    this.updater.redrawing = true;
    try {
      this.update();
    } finally {
      this.updater.redrawing = false;
    }
  }

  dispose(): void {
    this.updater.dispose();
    this.#machines?.dispose();
    if (this.plan.ownsKVStore) this.plan.kvstore?.dispose();
  }

  /**
   * One call for everything, except where the order of the devices decides about the last bits of a sum: the library sorts the
   * keys of one call, and leaves equal ones in any order.
   */
  #parts(): (readonly (readonly [index: number, name: string])[])[] {
    const oneByOne = this.#group.executors.length > 2;
    return oneByOne ? this.#trained.map((item) => [item]) : [this.#trained];
  }

  #exchange(part: readonly (readonly [index: number, name: string])[]): Exchange {
    const copies = part.map(([, name]) => this.#group.gradientCopies(name));
    const gradients = new ArrayList(copies.flat());
    return {
      keys: part.flatMap(([, name], i) => (copies[i] ?? []).map(() => name)),
      gradients,
      outputs: this.plan.updateOnKVStore
        ? new ArrayList(part.flatMap(([, name]) => this.#group.parameterCopies(name)))
        : gradients,
      priority: -(part[0]?.[0] ?? 0),
    };
  }

  #deviceUpdates(device: number): readonly ParameterUpdate[] {
    const devices = this.#group.executors.length;
    return unchanging(
      this.#trained.flatMap(([i, name]) => {
        const weight = this.#group.parameterCopies(name)[device];
        const gradient = this.#group.gradientCopies(name)[device];
        if (weight === undefined || gradient === undefined) return [];
        return [{ key: deviceKey(i, device, devices), weight, gradient }];
      }),
    );
  }

  #watchStore(kvstore: KVStore): void {
    kvstore.setUpdater((pushed) => this.updater.update(this.#updatesOf(pushed)));
  }

  #updatesOf(pushed: readonly PushedUpdate[]): readonly ParameterUpdate[] {
    if (this.#pushed?.from === pushed) return unchanging(this.#pushed.updates);
    const updates = pushed.map(({ key, received, stored }) => {
      return { key, weight: stored, gradient: received };
    });
    this.#pushed = { from: pushed, updates };
    return updates;
  }
}
