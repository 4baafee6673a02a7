/** What an optimizer remembers, in a file that Python's MXNet reads too. */

import { readFile } from 'node:fs/promises';
import { FineTuneError } from '../errors.js';
import { writeFileAtomically } from '../files/atomic-write.js';
import { sniff } from '../files/sniff.js';
import { callAsync } from '../native/call.js';
import { NDArray } from '../ndarray/ndarray.js';
import { mxnet } from '../runtime/library.js';
import { checkedRecord } from './array-record.js';
import { readPickle } from './pickle-reader.js';
import { PickledArray, type PickleValue } from './pickle-values.js';
import { type PickleInput, writePickle } from './pickle-writer.js';

/** Nothing, an array, or several, as optimizers nest them. */
export type SavedState = null | NDArray | readonly SavedState[];

/** The state of each parameter, by its number or name. */
export type SavedStates = ReadonlyMap<string | number, SavedState>;

/** Optimizers nest their states twice at most. */
const DEEPEST = 4;

/**
 * Writes states as `Module.save_optimizer_states` of MXNet does: a Python pickle, which `Module.load_optimizer_states` reads. The file
 * is there whole or not at all.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT` when the file cannot be written
 */
export async function saveOptimizerStates(file: string, states: SavedStates): Promise<void> {
  const bytes = await encodeOptimizerStates(states);
  try {
    await writeFileAtomically(file, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError('ERR_OUTPUT', `cannot write ${file}: ${reason}`, { cause });
  }
}

/**
 * Reads states that this package or Python's MXNet saved. A pickle could hold any object and call any function; only arrays, tuples
 * and `None` in a dictionary are accepted, and nothing is executed. The arrays are on the CPU and belong to the caller.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function loadOptimizerStates(file: string): Promise<Map<string | number, SavedState>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new FineTuneError('ERR_CHECKPOINT_NOT_FOUND', `there are no optimizer states ${file}`, {
      cause,
    });
  }
  return decodeOptimizerStates(bytes, file);
}

/** The contents of a file of states. Waits for everything that is queued for the arrays. */
export async function encodeOptimizerStates(states: SavedStates): Promise<Uint8Array> {
  const entries: [key: string | number, value: PickleInput][] = [];
  for (const [key, state] of states) entries.push([key, await encodeState(state)]);
  return Buffer.concat(writePickle(entries));
}

/**
 * States from the contents of a file.
 *
 * @param source - how the contents are called in errors
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
 */
export function decodeOptimizerStates(
  bytes: Uint8Array,
  source = 'the buffer',
): Map<string | number, SavedState> {
  const loaded: NDArray[] = [];
  try {
    const mistaken = sniff(bytes.subarray(0, 64));
    if (mistaken !== undefined) throw new RangeError(`it is ${mistaken}`);
    return decodeStates(readPickle(bytes), loaded);
  } catch (cause) {
    for (const array of loaded) array.dispose();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${source} is not a file of optimizer states: ${reason}`,
      { cause },
    );
  }
}

async function encodeState(state: SavedState): Promise<PickleInput> {
  if (state === null) return null;
  if (state instanceof NDArray) return await callAsync(state.native.toRawBytes());
  const parts: PickleInput[] = [];
  for (const part of state) parts.push(await encodeState(part));
  return parts;
}

/** @param loaded - collects the arrays, to be disposed if something else is wrong */
function decodeStates(value: PickleValue, loaded: NDArray[]): Map<string | number, SavedState> {
  if (!(value instanceof Map)) throw new RangeError('it holds no dictionary');
  const seen = new Set<PickleValue>();
  const states = new Map<string | number, SavedState>();
  for (const [key, state] of value) {
    if (typeof key !== 'string' && typeof key !== 'number') {
      throw new RangeError('it has a key that is neither a number nor a name');
    }
    states.set(key, decodeState(state, { loaded, seen, depth: 0 }));
  }
  return states;
}

function decodeState(
  value: PickleValue,
  { loaded, seen, depth }: { loaded: NDArray[]; seen: Set<PickleValue>; depth: number },
): SavedState {
  if (value === null) return null;
  // A pickle may refer to one object many times: what is used twice would be disposed twice, or multiply without end.
  if (seen.has(value)) throw new RangeError('it uses one state for several parameters');
  seen.add(value);
  if (value instanceof PickledArray) {
    if (value.record === undefined) throw new RangeError('it holds an array without contents');
    const array = new NDArray(mxnet().NDArray.fromRawBytes(checkedRecord(value.record)));
    loaded.push(array);
    return array;
  }
  if (!Array.isArray(value) || depth >= DEEPEST) {
    throw new RangeError('it holds a state that is neither an array nor a tuple of arrays');
  }
  return value.map((item) => decodeState(item, { loaded, seen, depth: depth + 1 }));
}
