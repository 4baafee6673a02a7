/** The key-value store: sums gradients over devices and over machines. */

import { callAsync } from '../native/call.js';
import type { NativeKVStore } from '../native/contract.js';
import { NativeOwner } from '../native/owner.js';
import { type ArrayList, nativeArrays } from '../ndarray/array-list.js';
import { NDArray } from '../ndarray/ndarray.js';
import { mxnet } from '../runtime/library.js';
import { pythonFloat } from '../text/python-float.js';
import { isDistributed } from './job.js';

/** Types of stores that libmxnet knows. Any other text silently makes a `local` one there; not here. */
export const KVSTORE_TYPES: readonly string[] = [
  'local',
  'local_update_cpu',
  'local_allreduce_cpu',
  'local_allreduce_device',
  'device',
  'nccl',
  'dist',
  'dist_sync',
  'dist_async',
  'dist_sync_device',
  'dist_device_sync',
  'dist_async_device',
  'dist_device_async',
];

/** One key that was pushed: what arrived, summed over the devices, and what the store holds. */
export interface PushedUpdate {
  key: string;
  received: NDArray;
  stored: NDArray;
}

/**
 * Applies what was pushed to what is stored, for all keys of one push. The arrays are disposed afterwards. When a push is
 * like the one before, list and arrays are the same objects again.
 */
export type StoreUpdater = (updates: readonly PushedUpdate[]) => void;

/**
 * A store of arrays by key. A key that is given several times in one call stands for one array per device.
 *
 * Push and pull only queue work. Everything that may wait for other machines returns a promise.
 */
export class KVStore extends NativeOwner<NativeKVStore> {
  readonly type: string;
  #updater: StoreUpdater | undefined;
  #pushed: PushedUpdate[] = [];
  /** What the push before has handed over: most often the same. */
  #known: readonly PushedUpdate[] = [];
  #serving = false;

  private constructor(native: NativeKVStore) {
    super(native);
    this.type = native.type();
  }

  /**
   * Opens a store (MXKVStoreCreate). One whose type contains `dist` waits until every machine has registered.
   *
   * @throws RangeError for a type that libmxnet does not know
   */
  static async create(type: string): Promise<KVStore> {
    const name = type.toLowerCase();
    if (!KVSTORE_TYPES.includes(name)) {
      throw new RangeError(`\`type\` must be one of ${KVSTORE_TYPES.join(', ')}, received ${type}`);
    }
    return new KVStore(await callAsync(mxnet().KVStore.create(name)));
  }

  /** What this process is in a distributed job. Without one every process is a worker. */
  static role(): 'worker' | 'server' | 'scheduler' {
    return mxnet().KVStore.role();
  }

  /** This worker's number, from 0. */
  get rank(): number {
    return this.native.rank();
  }

  /** The number of workers. */
  get workers(): number {
    return this.native.groupSize();
  }

  /** Whether other machines take part. */
  get distributed(): boolean {
    return isDistributed(this.type);
  }

  /**
   * Compresses pushed gradients.
   *
   * @param type - `2bit` is the only one of libmxnet 1.x
   * @param threshold - gradients below it are kept back and added to the next ones
   */
  async setGradientCompression(type: string, threshold: number): Promise<void> {
    const values = [type, pythonFloat(threshold)];
    await callAsync(this.native.setGradientCompression(['type', 'threshold'], values));
  }

  /** Gives keys their first values; once per key. */
  async init(keys: readonly string[], arrays: readonly NDArray[]): Promise<void> {
    await callAsync(this.native.init([...keys], natives(arrays)));
  }

  /** {@link KVStore.init} followed by a pull into `outputs`. */
  async broadcast(
    keys: readonly string[],
    arrays: readonly NDArray[],
    outputKeys: readonly string[],
    outputs: readonly NDArray[],
  ): Promise<void> {
    if (mxnet().hasFunction('MXKVStoreBroadcastEx')) {
      const [inputs, targets] = [natives(arrays), natives(outputs)];
      await callAsync(this.native.broadcast([...keys], inputs, [...outputKeys], targets, 0));
    } else {
      await this.init(keys, arrays);
      this.pull(outputKeys, outputs);
    }
  }

  /**
   * Adds up the arrays of each key. Without an updater the sum replaces what is stored; with one, the updater
   * decides, before this call returns.
   *
   * @param priority - which work goes first when much is queued; larger is earlier
   */
  push(keys: readonly string[], arrays: readonly NDArray[] | ArrayList, priority = 0): void {
    this.native.push([...keys], nativeArrays(arrays), priority);
    this.#runUpdater();
  }

  /** Copies what is stored into the arrays. */
  pull(keys: readonly string[], arrays: readonly NDArray[] | ArrayList, priority = 0): void {
    this.native.pull([...keys], nativeArrays(arrays), priority);
  }

  /** {@link KVStore.push} and then {@link KVStore.pull}. */
  pushPull(
    keys: readonly string[],
    arrays: readonly NDArray[] | ArrayList,
    outputs: readonly NDArray[] | ArrayList,
    priority = 0,
  ): void {
    // With an updater the pull has to wait for it, and it runs when the native push has returned.
    if (this.#updater === undefined && mxnet().hasFunction('MXKVStorePushPullEx')) {
      const [inputs, targets] = [nativeArrays(arrays), nativeArrays(outputs)];
      this.native.pushPull([...keys], inputs, [...keys], targets, priority);
    } else {
      this.push(keys, arrays, priority);
      this.pull(keys, outputs, priority);
    }
  }

  /**
   * Lets `updater` combine what is pushed with what is stored, on this thread. It is called once per push with
   * all its keys, so that one operator can update many of them.
   */
  setUpdater(updater: StoreUpdater): void {
    this.#updater = updater;
    this.native.setUpdater((key, received, stored) => {
      const known = this.#known[this.#pushed.length];
      const isKnown =
        known?.key === key && known.received.native === received && known.stored.native === stored;
      if (isKnown) known.received.forget();
      this.#pushed.push(
        isKnown
          ? known
          : { key: String(key), received: new NDArray(received), stored: new NDArray(stored) },
      );
      // A server updates inside one long call; a worker when its push has returned.
      if (this.#serving) this.#runUpdater();
    });
  }

  /** Waits until all workers have come here. */
  async barrier(): Promise<void> {
    await callAsync(this.native.barrier());
  }

  /** Sends a command to all servers. */
  async sendCommand(head: number, body: string): Promise<void> {
    await callAsync(this.native.sendCommand(head, body));
  }

  /**
   * Serves workers until they stop the servers, blocking the event loop: a server process does nothing else.
   *
   * @param controller - called for each command of a worker
   */
  runServer(controller: (head: number, body: string) => void): void {
    this.#serving = true;
    this.native.runServer(controller);
  }

  #runUpdater(): void {
    if (this.#pushed.length === 0) return;
    const pushed = sameItems(this.#pushed, this.#known) ? this.#known : this.#pushed;
    this.#known = pushed;
    this.#pushed = [];
    try {
      this.#updater?.(pushed);
    } finally {
      for (const { received, stored } of pushed) {
        received.dispose();
        stored.dispose();
      }
    }
  }
}

function sameItems<Item>(left: readonly Item[], right: readonly Item[]): boolean {
  return left.length === right.length && left.every((item, i) => item === right[i]);
}

function natives(arrays: readonly NDArray[]): NDArray['native'][] {
  return arrays.map((array) => array.native);
}
