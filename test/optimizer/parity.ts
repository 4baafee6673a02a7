/** The same updates here and in Python. */

import assert from 'node:assert/strict';
import { FactorScheduler } from '../../src/lr-scheduler/factor.js';
import type { LRScheduler } from '../../src/lr-scheduler/lr-scheduler.js';
import { MultiFactorScheduler } from '../../src/lr-scheduler/multi-factor.js';
import type { TypedArray } from '../../src/native/contract.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { type DType, isDType, typedArrayFor } from '../../src/ndarray/dtype.js';
import { NDArray } from '../../src/ndarray/ndarray.js';
import { createOptimizer } from '../../src/optimizer/create.js';
import { isList, type OptimizerState } from '../../src/optimizer/state.js';
import { Updater } from '../../src/optimizer/updater.js';
import { seed } from '../../src/runtime/random.js';
import { runPython } from '../support/python.js';

/** What both sides do. */
export interface Case {
  optimizer: string;
  /** By MXNet's names. */
  arguments?: Record<string, unknown>;
  dtype?: 'float32' | 'float16' | 'mixed';
  schedule?: [kind: 'MultiFactorScheduler' | 'FactorScheduler', arguments: Record<string, unknown>];
  steps?: number;
  lr_mult?: Record<string, number>;
  wd_mult?: Record<string, number>;
  /** One parameter a call, as a store hands them over. */
  separately?: boolean;
}

type StateTexts = null | { dtype: string; values: string } | StateTexts[];

interface Result {
  error?: string;
  starts: string[];
  gradients: string[][];
  dtypes: string[];
  weights: string[];
  states: StateTexts[];
}

interface Goldens {
  shapes: Record<string, number[]>;
  results: Result[];
}

const planned: Case[] = [];
let goldens: Promise<Goldens> | undefined;

/**
 * A test that does the cases here and requires the bytes of Python for all weights and states. One run of Python does all
 * cases of a test file, so this must be called before the first test begins.
 */
export function sameAsPython(cases: readonly Case[]): () => Promise<void> {
  const first = planned.length;
  planned.push(...cases);
  return async () => {
    goldens ??= pythonResults();
    const { shapes, results } = await goldens;
    for (const [i, item] of cases.entries()) {
      const expected = results[first + i] as Result;
      const message = JSON.stringify(item);
      assert.equal(expected.error, undefined, `Python fails for ${message}`);
      const actual = run(item, shapes, expected);
      assert.deepEqual(actual.weights, expected.weights, `weights of ${message}`);
      assert.deepEqual(actual.states, expected.states, `states of ${message}`);
    }
  };
}

async function pythonResults(): Promise<Goldens> {
  const { stdout } = await runPython('optimizer/updates.py', [JSON.stringify(planned)]);
  // Some optimizers of MXNet print a warning before.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Goldens;
}

/** Does a case here, from the starting values and gradients of a result. */
function run(
  item: Case,
  shapes: Record<string, number[]>,
  { starts, gradients, dtypes }: Pick<Result, 'starts' | 'gradients' | 'dtypes'>,
): Pick<Result, 'weights' | 'states'> {
  const names = Object.keys(shapes);
  const dimensions = Object.values(shapes);
  const optimizer = createOptimizer(item.optimizer, {
    ...item.arguments,
    rescaleGrad: 1 / 12,
    parameterNames: new Map(names.entries()),
    lrScheduler: schedule(item),
  });
  if (item.lr_mult) optimizer.setLrMult(new Map(Object.entries(item.lr_mult)));
  if (item.wd_mult) optimizer.setWdMult(new Map(Object.entries(item.wd_mult)));
  const updater = new Updater(optimizer, { separately: item.separately ?? false });
  const weights = starts.map((text, i) => arrayOf(text, dimensions[i] ?? [], dtypes[i]));
  const buffers = starts.map((_, i) =>
    NDArray.empty(dimensions[i] ?? [], undefined, dtype(dtypes[i])),
  );
  seed(5);
  for (const step of gradients) {
    for (const [i, buffer] of buffers.entries()) buffer.setSync(valuesOf(step[i] ?? '', dtypes[i]));
    updater.update(
      names.map((_, i) => ({
        key: i,
        weight: weights[i] as NDArray,
        gradient: buffers[i] as NDArray,
      })),
    );
    // The next gradients overwrite what is still being read.
    for (const weight of weights) weight.dataSync();
  }
  const states = updater.states();
  const result = {
    weights: weights.map(textOf),
    states: names.map((_, i) => stateTexts(states.get(i) ?? null)),
  };
  updater.dispose();
  for (const array of [...weights, ...buffers]) array.dispose();
  return result;
}

function schedule({ schedule: planned }: Case): LRScheduler | undefined {
  if (planned === undefined) return undefined;
  const [kind, { step, factor, base_lr: baseLr }] = planned;
  const options = { factor: factor as number, baseLr: baseLr as number };
  return kind === 'FactorScheduler'
    ? new FactorScheduler({ ...options, step: step as number })
    : new MultiFactorScheduler({ ...options, steps: step as number[] });
}

function dtype(name: string | undefined): DType {
  assert.ok(name !== undefined && isDType(name));
  return name;
}

function valuesOf(text: string, type: string | undefined): TypedArray {
  const bytes = Buffer.from(text, 'base64');
  const values = typedArrayFor(dtype(type), bytes.length / (type === 'float16' ? 2 : 4));
  new Uint8Array(values.buffer).set(bytes);
  return values;
}

function arrayOf(text: string, shape: readonly number[], type: string | undefined): NDArray {
  return fromTypedArray(valuesOf(text, type), shape, { dtype: dtype(type) });
}

function textOf(array: NDArray): string {
  const { buffer } = array.dataSync();
  return Buffer.from(buffer as ArrayBuffer).toString('base64');
}

function stateTexts(state: OptimizerState): StateTexts {
  if (state === null) return null;
  if (isList(state)) return state.map(stateTexts);
  return { dtype: state.dtype, values: textOf(state) };
}
