/** Applies an optimizer and keeps its states. */

import type { Device } from '../runtime/device.js';
import type { Optimizer, ParameterKey, ParameterUpdate, StatefulUpdate } from './optimizer.js';
import { arraysOf, type OptimizerState } from './state.js';

interface Entry {
  state: OptimizerState;
  /** Weights of one group can go into one call. */
  group: string;
}

/** The states of all parameters (`mx.optimizer.Updater`), made when a parameter is first updated. */
export class Updater {
  readonly optimizer: Optimizer;
  readonly #entries = new Map<ParameterKey, Entry>();
  /** Loaded states, which move to their weight's device when that is first seen. */
  readonly #loaded = new Map<ParameterKey, OptimizerState>();

  constructor(optimizer: Optimizer) {
    this.optimizer = optimizer;
  }

  /** Updates the given parameters, several in one call where the optimizer can. */
  update(updates: readonly ParameterUpdate[]): void {
    const groups = new Map<string, StatefulUpdate[]>();
    for (const update of updates) {
      const { state, group } = this.#entryOf(update);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [{ ...update, state }]);
      else members.push({ ...update, state });
    }
    const size = Math.max(1, this.optimizer.aggregateNum);
    for (const members of groups.values()) {
      for (let begin = 0; begin < members.length; begin += size) {
        this.optimizer.updateMultiPrecision(members.slice(begin, begin + size));
      }
    }
  }

  /** The states by parameter, as far as parameters have been updated. They belong to the updater. */
  states(): Map<ParameterKey, OptimizerState> {
    const states = new Map(this.#loaded);
    for (const [key, { state }] of this.#entries) states.set(key, state);
    return states;
  }

  /** Takes over states, for example loaded ones. */
  setStates(states: ReadonlyMap<ParameterKey, OptimizerState>): void {
    this.dispose();
    for (const [key, state] of states) this.#loaded.set(key, state);
  }

  /** Disposes all states. */
  dispose(): void {
    for (const state of this.states().values()) {
      for (const array of arraysOf(state)) array.dispose();
    }
    this.#entries.clear();
    this.#loaded.clear();
  }

  #entryOf({ key, weight }: ParameterUpdate): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const loaded = this.#loaded.get(key);
      const state =
        loaded === undefined
          ? this.optimizer.createStateMultiPrecision(weight)
          : moved(loaded, weight.device);
      this.#loaded.delete(key);
      entry = { state, group: `${weight.dtype} ${weight.device}` };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

function moved(state: OptimizerState, device: Device): OptimizerState {
  if (state === null) return null;
  if (Array.isArray(state)) return state.map((item: OptimizerState) => moved(item, device));
  const array = state as Exclude<OptimizerState, null | readonly OptimizerState[]>;
  if (array.device.equals(device)) return array;
  const copy = array.copyToDevice(device);
  array.dispose();
  return copy;
}
