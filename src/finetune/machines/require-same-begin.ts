/** All workers go on with the same, or all begin. */

import { FineTuneError } from '../../errors.js';
import type { KVStore } from '../../kvstore/kvstore.js';
import { fromTypedArray } from '../../ndarray/create.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import type { SavedState } from '../resume/find-state.js';

/** Names that no parameter has. */
const FIRST = 'mxnet-finetune: where the first worker begins';
const OTHERS = 'mxnet-finetune: whether others begin elsewhere';

/** More than any threshold of `--gc-threshold`, below which nothing would be sent. */
const MUCH = 2 ** 126;

/** So many digits of a checksum are a whole number that float32 holds. */
const DIGITS = 6;

/**
 * Asks all workers what they begin with. Each updates its weights by itself, with what its optimizer remembers: one that
 * remembered something else would come to other weights, and nobody would be told.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_MISMATCH` in every worker
 */
export async function requireSameBegin(
  store: KVStore,
  state: SavedState | undefined,
): Promise<void> {
  const own = numbersOf(state);
  using mine = array(own);
  using first = array([0, 0]);
  await store.broadcast([FIRST], [mine], [FIRST], [first]);
  const expected = await first.data<Float32Array>();
  const differs = own.some((value, i) => value !== expected[i]);
  using none = array([0]);
  using others = array([differs ? MUCH : 0]);
  await store.init([OTHERS], [none]);
  store.push([OTHERS], [others]);
  store.pull([OTHERS], [others]);
  const [sum] = await others.data();
  if (sum === 0) return;
  throw new FineTuneError(
    'ERR_CHECKPOINT_MISMATCH',
    `not all workers go on with what the first one goes on with, which is ${described(expected[0])}; ` +
      `here it is ${described(own[0])}. Copy PREFIX-*.run.json, .states and .params of each worker to where it runs, or begin under another --model-prefix`,
  );
}

/** The epoch behind which a run goes on, and a piece of the checksum of its optimizer's states, which all have alike. */
function numbersOf(state: SavedState | undefined): readonly [number, number] {
  if (state === undefined) return [0, 0];
  const { position, files } = state.record;
  return [position.epoch + 1, Number.parseInt(files.states.slice(0, DIGITS), 16)];
}

function described(epochs: number | undefined): string {
  return epochs === 0 ? 'a beginning' : `the state of checkpoint ${epochs}`;
}

function array(values: readonly number[]): NDArray {
  return fromTypedArray(Float32Array.from(values), [values.length]);
}
