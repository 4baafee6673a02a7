/** What workers tell each other before they train, and when they stop. */

import type { KVStore } from '../../kvstore/kvstore.js';
import { fromTypedArray } from '../../ndarray/create.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import type { SavedState } from '../resume/find-state.js';

/** Names that no parameter has. */
const FIRST = 'mxnet-finetune: where the first worker begins';
const PROBLEMS = 'mxnet-finetune: what stands against it';
const STOPS = 'mxnet-finetune: where the workers stop';

/** Workers that stop are at most one update apart: the remainder by this tells who is ahead. */
const PLACES = 3;

/** More than any threshold of `--gc-threshold`, below which nothing would be sent. */
const MUCH = 2 ** 126;

/** So many digits of a checksum are a whole number that float32 holds. */
const DIGITS = 6;

/** What a worker begins with; `failed` cannot begin. */
export type Begin = SavedState | undefined | 'failed';

/** What all workers have said together. */
export interface Agreement {
  /** Whether any worker cannot begin. */
  hasFailed: boolean;
  /** Whether any worker would go on with something else than the first. */
  differs: boolean;
  /** With what the first one goes on, in words. */
  first: string;
}

/**
 * Waits until every worker has said what it begins with. All come to the same answer. It is asked once.
 *
 * Each worker updates its weights by itself, with what its optimizer remembers: one that remembered something else would come
 * to other weights.
 */
export async function agree(store: KVStore, begin: Begin): Promise<Agreement> {
  const own = numbersOf(begin);
  using mine = array(own);
  using first = array([0, 0]);
  await store.broadcast([FIRST], [mine], [FIRST], [first]);
  const expected = await first.data<Float32Array>();
  const differs = own.some((value, i) => value !== expected[i]);
  using none = array([0, 0]);
  using problems = array([begin === 'failed' ? MUCH : 0, differs ? MUCH : 0]);
  using nobody = array(new Array<number>(PLACES).fill(0));
  await store.init([PROBLEMS, STOPS], [none, nobody]);
  store.push([PROBLEMS], [problems]);
  store.pull([PROBLEMS], [problems]);
  const [failures, differences] = await problems.data<Float32Array>();
  const [epochs = 0] = expected;
  return { hasFailed: failures !== 0, differs: differences !== 0, first: described(epochs) };
}

/**
 * Waits until every worker has stopped, after so many updates. None may be more than one update ahead of another.
 *
 * @returns whether others have queued one more update, which waits for this worker's gradients
 */
export async function isBehind(store: KVStore, updates: number): Promise<boolean> {
  const place = updates % PLACES;
  using stops = array(Array.from({ length: PLACES }, (_, i) => (i === place ? 1 : 0)));
  store.push([STOPS], [stops]);
  store.pull([STOPS], [stops]);
  const counts = await stops.data<Float32Array>();
  return (counts[(place + 1) % PLACES] ?? 0) > 0;
}

/** What a worker begins with, in words. */
export function describedBegin(begin: Begin): string {
  return described(numbersOf(begin)[0]);
}

/** The epoch behind which a run goes on, and a piece of the checksum of its optimizer's states, which all have alike. */
function numbersOf(begin: Begin): readonly [number, number] {
  if (begin === undefined || begin === 'failed') return [0, 0];
  const { position, files } = begin.record;
  return [position.epoch + 1, Number.parseInt(files.states.slice(0, DIGITS), 16)];
}

function described(epochs: number): string {
  return epochs === 0 ? 'a beginning' : `the state of checkpoint ${epochs}`;
}

function array(values: readonly number[]): NDArray {
  return fromTypedArray(Float32Array.from(values), [values.length]);
}
