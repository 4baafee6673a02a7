/** Applies an optimizer and keeps its states. */

import type { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { untrack } from '../runtime/scope.js';
import type { Optimizer, ParameterKey, ParameterUpdate, StatefulUpdate } from './optimizer.js';
import { arraysOf, isList, type OptimizerState } from './state.js';
import { isUnchanging, unchanging } from './unchanging.js';

interface Entry {
  state: OptimizerState;
  /** Weights of one group can go into one call. */
  group: string;
}

/** Options of {@link Updater}. */
export interface UpdaterOptions {
  /**
   * Each parameter comes in a call of its own where that makes a difference, as in a store of MXNet, which hands over
   * one key at a time.
   *
   * @defaultValue false
   */
  separately?: boolean;
}

/** The states of all parameters (`mx.optimizer.Updater`), made when a parameter is first updated. */
export class Updater {
  readonly optimizer: Optimizer;
  /** Only draw the random numbers of updates, to come to a point of a training that was there before. @internal */
  redrawing = false;
  readonly #separately: boolean;
  readonly #entries = new Map<ParameterKey, Entry>();
  /** Loaded states, which move to their weight's device when that is first seen. */
  readonly #loaded = new Map<ParameterKey, OptimizerState>();
  /** The calls of the optimizer for lists that come again. */
  #calls = new WeakMap<readonly ParameterUpdate[], StatefulUpdate[][]>();

  constructor(optimizer: Optimizer, { separately = false }: UpdaterOptions = {}) {
    this.optimizer = optimizer;
    this.#separately = separately && optimizer.groupsMatter;
  }

  /** Updates the given parameters, several in one call where the optimizer can. */
  update(updates: readonly ParameterUpdate[]): void {
    let calls = this.#calls.get(updates);
    if (calls === undefined) {
      calls = this.#split(updates);
      if (isUnchanging(updates)) this.#calls.set(updates, calls.map(unchanging));
    }
    for (const call of calls) {
      if (this.redrawing) this.optimizer.redraw(call);
      else this.optimizer.updateMultiPrecision(call);
    }
  }

  #split(updates: readonly ParameterUpdate[]): StatefulUpdate[][] {
    const { aggregateNum } = this.optimizer;
    const together = aggregateNum > 0 && !this.#separately;
    // Element types are updated one after another in MXNet's groups, else all parameters in their order.
    const lists = together ? this.#groups(updates) : this.#runs(updates);
    const size = together ? aggregateNum : this.#separately ? 1 : updates.length;
    return lists.flatMap((members) =>
      Array.from({ length: Math.ceil(members.length / size) }, (_, i) =>
        members.slice(i * size, (i + 1) * size),
      ),
    );
  }

  /** The states by parameter, as far as parameters have been updated. They belong to the updater. */
  states(): Map<ParameterKey, OptimizerState> {
    const states = new Map(this.#loaded);
    for (const [key, { state }] of this.#entries) states.set(key, state);
    return states;
  }

  /** Takes over states, for example loaded ones. */
  setStates(states: ReadonlyMap<ParameterKey, OptimizerState>): void {
    this.#disposeStates();
    for (const [key, state] of states) this.#loaded.set(key, kept(state));
  }

  /** Disposes all states, and what the optimizer holds besides. */
  dispose(): void {
    this.#disposeStates();
    this.optimizer.dispose();
  }

  #disposeStates(): void {
    for (const state of this.states().values()) {
      for (const array of arraysOf(state)) array.dispose();
    }
    this.#entries.clear();
    this.#loaded.clear();
    this.#calls = new WeakMap();
  }

  #groups(updates: readonly ParameterUpdate[]): StatefulUpdate[][] {
    const groups = new Map<string, StatefulUpdate[]>();
    for (const update of updates) {
      const { state, group } = this.#entryOf(update);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [withState(update, state)]);
      else members.push(withState(update, state));
    }
    return [...groups.values()];
  }

  #runs(updates: readonly ParameterUpdate[]): StatefulUpdate[][] {
    const runs: StatefulUpdate[][] = [];
    let last: string | undefined;
    for (const update of updates) {
      const { state, group } = this.#entryOf(update);
      if (group === last) runs.at(-1)?.push(withState(update, state));
      else runs.push([withState(update, state)]);
      last = group;
    }
    return runs;
  }

  #entryOf({ key, weight }: ParameterUpdate): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const loaded = this.#loaded.get(key);
      const state =
        loaded === undefined
          ? kept(this.optimizer.createStateMultiPrecision(weight))
          : moved(loaded, weight.device);
      this.#loaded.delete(key);
      entry = { state, group: `${weight.dtype} ${weight.device}` };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

function withState(
  { key, weight, gradient }: ParameterUpdate,
  state: OptimizerState,
): StatefulUpdate {
  return { key, weight, gradient, state };
}

/** A state outlives the scope in which it was made. */
function kept(state: OptimizerState): OptimizerState {
  for (const array of arraysOf(state)) untrack(array);
  return state;
}

function moved(state: OptimizerState, device: Device): OptimizerState {
  if (state === null) return null;
  if (isList(state)) return state.map((item) => moved(item, device));
  return movedArray(state, device);
}

function movedArray(array: NDArray, device: Device): NDArray {
  if (array.device.equals(device)) return array;
  const copy = untrack(array.copyToDevice(device));
  array.dispose();
  return copy;
}
