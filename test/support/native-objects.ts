/** Small native objects to call methods on. */

import { join } from 'node:path';
import type {
  NativeArrayList,
  NativeDataIter,
  NativeExecutor,
  NativeKernel,
  NativeKVStore,
  NativeNDArray,
  NativeRecordReader,
  NativeRecordWriter,
  NativeSymbol,
  SimpleBindOptions,
} from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { fixture } from './paths.js';

/** `cpu(0)` of an executor. */
export const CPU = {
  deviceType: 1,
  deviceId: 0,
  groupNames: [],
  groupDeviceTypes: [],
  groupDeviceIds: [],
};

/** A float32 array on the CPU. */
export function array(
  values: readonly number[],
  shape: readonly number[] = [values.length],
): NativeNDArray {
  const created = mxnet().NDArray.create([...shape], 1, 0, false, 0);
  created.copyFromSync(Float32Array.from(values));
  return created;
}

/** The values of a float32 array. */
export async function valuesOf(source: NativeNDArray): Promise<number[]> {
  const size = source.shape().reduce((product, length) => product * length, 1);
  const target = new Float32Array(size);
  await source.copyTo(target);
  return [...target];
}

/** One operator on symbols, with inputs by name. */
export function node(
  operator: string,
  name: string,
  inputs: Readonly<Record<string, NativeSymbol>>,
  attributes: Readonly<Record<string, string>> = {},
): NativeSymbol {
  const { Symbol: SymbolClass } = mxnet();
  const keys = Object.keys(attributes);
  const symbol = SymbolClass.atomic(operatorId(operator), keys, Object.values(attributes));
  symbol.compose(name, Object.keys(inputs), Object.values(inputs));
  return symbol;
}

/** softmax(fc(data)) with three classes. */
export function classifier(): NativeSymbol {
  const data = mxnet().Symbol.variable('data');
  const fc = node('FullyConnected', 'fc', { data }, { num_hidden: '3' });
  const softmax = node('SoftmaxOutput', 'softmax', { data: fc });
  data.close();
  fc.close();
  return softmax;
}

/** Options that bind {@link classifier} for two rows of four numbers, with gradients of the parameters. */
export function classifierBinding(changes: Partial<SimpleBindOptions> = {}): SimpleBindOptions {
  return {
    ...CPU,
    gradientNames: ['data', 'fc_weight', 'fc_bias', 'softmax_label'],
    gradientTypes: ['null', 'write', 'write', 'null'],
    shapeNames: ['data', 'softmax_label'],
    shapes: [[2, 4], [2]],
    typeNames: [],
    types: [],
    sharedArgumentNames: [],
    shared: null,
    ...changes,
  };
}

/** An iterator over the 150 images of the validation fixture, 32 a batch. */
export async function imageIterator(
  changes: Readonly<Record<string, string>> = {},
): Promise<NativeDataIter> {
  const options = {
    path_imgrec: fixture('data', 'fm3_val.rec'),
    data_shape: '(1, 28, 28)',
    batch_size: '32',
    preprocess_threads: '1',
    verbose: '0',
    ...changes,
  };
  return await mxnet().DataIter.create(
    'ImageRecordIter',
    Object.keys(options),
    Object.values(options),
  );
}

/**
 * The file of {@link csvIterator}, with its delimiter. libmxnet's own default for that is freed twice when its two threads
 * look at it for the first time at the same moment (docs/lifetime.md).
 */
export const ROWS_CSV = `${fixture('data', 'rows.csv')}?delimiter=,`;

/** An iterator over three rows of two numbers, two a batch: much cheaper than one that decodes images. */
export async function csvIterator(): Promise<NativeDataIter> {
  const options = { data_csv: ROWS_CSV, data_shape: '(2,)', batch_size: '2' };
  return await mxnet().DataIter.create('CSVIter', Object.keys(options), Object.values(options));
}

/** One open object of each class. */
export interface NativeObjects {
  NDArray: NativeNDArray;
  ArrayList: NativeArrayList;
  Kernel: NativeKernel;
  Symbol: NativeSymbol;
  Executor: NativeExecutor;
  KVStore: NativeKVStore;
  DataIter: NativeDataIter;
  RecordReader: NativeRecordReader;
  RecordWriter: NativeRecordWriter;
}

/**
 * Makes one object of each class: an array of shape [2, 4], a list of it, an operator that adds a number, the classifier and its executor, a local store with the
 * key `initial`, an iterator, and a reader and a writer of record files.
 *
 * @param folder - where files may be written
 */
export async function makeObjects(folder: string): Promise<NativeObjects> {
  const { ArrayList, Executor, Kernel, KVStore, RecordReader, RecordWriter } = mxnet();
  const symbol = classifier();
  const store = await KVStore.create('local');
  const stored = array([1, 2, 3]);
  await store.init(['initial'], [stored]);
  stored.close();
  const listed = array([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
  return {
    NDArray: listed,
    ArrayList: ArrayList.of([listed]),
    Kernel: Kernel.create(operatorId('_plus_scalar'), ['scalar'], []),
    Symbol: symbol,
    Executor: await Executor.simpleBind(symbol, classifierBinding()),
    KVStore: store,
    DataIter: await csvIterator(),
    RecordReader: await RecordReader.open(fixture('data', 'fm3_val.rec')),
    RecordWriter: await RecordWriter.open(join(folder, 'written.rec')),
  };
}

export function closeObjects(objects: NativeObjects): void {
  for (const object of Object.values(objects)) object.close();
}
