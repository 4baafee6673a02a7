/** Every method of the native contract, with arguments that are right: what tests of all methods go over. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { array, CPU, classifierBinding, type NativeObjects, ROWS_CSV } from './native-objects.js';
import { fixture } from './paths.js';

/** The class of a native object. */
export type NativeKind = keyof NativeObjects;

/** One parameter of a native method. */
export interface Parameter {
  name: string;
  /** The class of the object that it takes. */
  kind?: NativeKind;
  /** It takes a list of them. */
  list?: true;
}

/** One method of a class, one static method, or one function of the addon. */
export interface NativeCall {
  owner: NativeKind | 'addon';
  /** Called on the class, not on an object. */
  isStatic?: true;
  method: string;
  parameters: readonly Parameter[];
  /** Right arguments. The objects are never the receiver. */
  arguments: (objects: NativeObjects, folder: string) => unknown[];
}

const text = (name: string): Parameter => ({ name });
const one = (kind: NativeKind): Parameter => ({ name: kind, kind });
const many = (kind: NativeKind, name: string): Parameter => ({ name, kind, list: true });

type Arguments = NativeCall['arguments'];
const none: Arguments = () => [];

function method(
  owner: NativeKind,
  name: string,
  parameters: readonly Parameter[] = [],
  values: Arguments = none,
): NativeCall {
  return { owner, method: name, parameters, arguments: values };
}

function staticMethod(
  owner: NativeKind,
  name: string,
  parameters: readonly Parameter[] = [],
  values: Arguments = none,
): NativeCall {
  return { ...method(owner, name, parameters, values), isStatic: true };
}

function free(
  name: string,
  parameters: readonly Parameter[] = [],
  values: Arguments = none,
): NativeCall {
  return { owner: 'addon', method: name, parameters, arguments: values };
}

const eight = () => new Float32Array(8);
/** One float32 on the CPU in the V2 format: magic, storage type, rank, length, device, dtype, value. */
const RAW_BYTES = new Uint8Array(
  Uint32Array.of(0xf993fac9, 0, 1, 1, 0, 1, 0, 0, 0x3f800000).buffer,
);

const NDARRAY: NativeCall[] = [
  staticMethod(
    'NDArray',
    'create',
    ['shape', 'deviceType', 'deviceId', 'delayAlloc', 'dtype'].map(text),
    () => [[2, 3], 1, 0, true, 0],
  ),
  staticMethod('NDArray', 'fromValues', ['values', 'shape', 'deviceId', 'dtype'].map(text), () => [
    eight(),
    [2, 4],
    0,
    0,
  ]),
  staticMethod('NDArray', 'copyAllTo', [many('NDArray', 'arrays'), text('targets')], (objects) => [
    [objects.NDArray],
    [eight()],
  ]),
  staticMethod(
    'NDArray',
    'save',
    [text('file'), many('NDArray', 'arrays'), text('names')],
    (objects, folder) => [join(folder, 'saved.params'), [objects.NDArray], ['a']],
  ),
  staticMethod('NDArray', 'load', [text('file')], () => [fixture('models', 'mlp-0001.params')]),
  staticMethod('NDArray', 'loadBuffer', [text('bytes')], () => [
    readFileSync(fixture('models', 'mlp-0001.params')),
  ]),
  staticMethod('NDArray', 'fromRawBytes', [text('bytes')], () => [RAW_BYTES]),
  method('NDArray', 'shape'),
  method('NDArray', 'dtype'),
  method('NDArray', 'storageType'),
  method('NDArray', 'context'),
  method('NDArray', 'slice', ['begin', 'end'].map(text), () => [0, 1]),
  method('NDArray', 'at', [text('index')], () => [1]),
  method('NDArray', 'reshape', [text('shape')], () => [[4, 2]]),
  method('NDArray', 'copyFrom', [text('source')], () => [eight()]),
  method('NDArray', 'copyFromSync', [text('source')], () => [eight()]),
  method('NDArray', 'copyTo', [text('target')], () => [eight()]),
  method('NDArray', 'copyToSync', [text('target')], () => [eight()]),
  method('NDArray', 'waitToRead'),
  method('NDArray', 'setPixels', ['row', 'pixels', 'numbers'].map(text), () => [
    1,
    new Uint8Array(4),
    new Float32Array(4 * 256),
  ]),
  method('NDArray', 'toRawBytes'),
];

const LISTS_AND_KERNELS: NativeCall[] = [
  staticMethod('ArrayList', 'of', [many('NDArray', 'arrays')], (objects) => [[objects.NDArray]]),
  method('ArrayList', 'length'),
  staticMethod('Kernel', 'create', ['operator', 'keys', 'fixedValues'].map(text), () => [
    operatorId('_plus_scalar'),
    ['scalar'],
    ['1.0'],
  ]),
  method(
    'Kernel',
    'run',
    [many('NDArray', 'inputs'), many('NDArray', 'outputs'), text('values')],
    (objects) => [[objects.NDArray], [objects.NDArray], ['1.0']],
  ),
];

const SYMBOL: NativeCall[] = [
  staticMethod('Symbol', 'variable', [text('name')], () => ['data']),
  staticMethod('Symbol', 'atomic', ['operator', 'keys', 'values'].map(text), () => [
    operatorId('Activation'),
    ['act_type'],
    ['relu'],
  ]),
  staticMethod('Symbol', 'group', [many('Symbol', 'symbols')], (objects) => [[objects.Symbol]]),
  staticMethod('Symbol', 'fromJson', [text('json')], () => [
    readFileSync(fixture('models', 'mlp-symbol.json'), 'utf8'),
  ]),
  method(
    'Symbol',
    'compose',
    [text('name'), text('keys'), many('Symbol', 'arguments')],
    (objects) => ['again', ['data'], [objects.Symbol]],
  ),
  method('Symbol', 'copy'),
  method('Symbol', 'toJson', [text('removeAmpCast')], () => [true]),
  method('Symbol', 'name'),
  method('Symbol', 'attribute', [text('key')], () => ['__shape__']),
  method('Symbol', 'setAttribute', ['key', 'value'].map(text), () => ['__tag__', 'x']),
  method('Symbol', 'listAttributes'),
  method('Symbol', 'listArguments'),
  method('Symbol', 'listOutputs'),
  method('Symbol', 'listAuxiliaryStates'),
  method('Symbol', 'internals'),
  method('Symbol', 'children'),
  method('Symbol', 'output', [text('index')], () => [0]),
  method('Symbol', 'inferShape', ['names', 'shapes', 'partial'].map(text), () => [
    ['data'],
    [[2, 4]],
    false,
  ]),
  method('Symbol', 'inferType', ['names', 'types'].map(text), () => [['data'], [0]]),
];

const EXECUTOR: NativeCall[] = [
  staticMethod('Executor', 'simpleBind', [one('Symbol'), text('options')], (objects) => [
    objects.Symbol,
    classifierBinding(),
  ]),
  staticMethod('Executor', 'bind', [one('Symbol'), text('options')], (objects) => [
    objects.Symbol,
    {
      ...CPU,
      arguments: [
        array([...eight()], [2, 4]),
        array(Array(12).fill(1), [3, 4]),
        array([0, 0, 0]),
        array([0, 1]),
      ],
      gradients: [null, null, null, null],
      gradientTypes: [0, 0, 0, 0],
      auxiliaryStates: [],
      shared: null,
    },
  ]),
  method('Executor', 'reshape', [text('options')], () => [
    {
      ...CPU,
      partialShaping: true,
      allowUpSizing: true,
      shapeNames: ['data', 'softmax_label'],
      shapes: [[1, 4], [1]],
    },
  ]),
  method('Executor', 'arguments'),
  method('Executor', 'gradients'),
  method('Executor', 'auxiliaryStates'),
  method('Executor', 'outputs'),
  method('Executor', 'forward', [text('isTrain')], () => [true]),
  method('Executor', 'backward', [many('NDArray', 'headGradients'), text('isTrain')], () => [
    [],
    true,
  ]),
  method('Executor', 'setMonitor', ['callback', 'monitorAll'].map(text), () => [() => {}, false]),
];

const KVSTORE: NativeCall[] = [
  staticMethod('KVStore', 'create', [text('type')], () => ['local']),
  staticMethod('KVStore', 'role'),
  method('KVStore', 'type'),
  method('KVStore', 'rank'),
  method('KVStore', 'groupSize'),
  method('KVStore', 'setGradientCompression', ['keys', 'values'].map(text), () => [
    ['type', 'threshold'],
    ['2bit', '0.5'],
  ]),
  method('KVStore', 'init', [text('keys'), many('NDArray', 'arrays')], (objects) => [
    ['other'],
    [objects.NDArray],
  ]),
  method('KVStore', 'push', [text('keys'), many('NDArray', 'arrays'), text('priority')], () => [
    ['initial'],
    [array([1, 2, 3])],
    0,
  ]),
  method('KVStore', 'pull', [text('keys'), many('NDArray', 'arrays'), text('priority')], () => [
    ['initial'],
    [array([0, 0, 0])],
    0,
  ]),
  method(
    'KVStore',
    'pushPull',
    [
      text('keys'),
      many('NDArray', 'arrays'),
      text('keys'),
      many('NDArray', 'outputs'),
      text('priority'),
    ],
    () => [['initial'], [array([1, 2, 3])], ['initial'], [array([0, 0, 0])], 0],
  ),
  method(
    'KVStore',
    'broadcast',
    [
      text('keys'),
      many('NDArray', 'arrays'),
      text('keys'),
      many('NDArray', 'outputs'),
      text('priority'),
    ],
    () => [['third'], [array([1, 2, 3])], ['third'], [array([0, 0, 0])], 0],
  ),
  method('KVStore', 'setUpdater', [text('updater')], () => [() => {}]),
  method('KVStore', 'barrier'),
  method('KVStore', 'runServer', [text('controller')], () => [() => {}]),
  method('KVStore', 'sendCommand', ['head', 'body'].map(text), () => [0, '']),
  method('KVStore', 'deadNodes', ['node', 'timeoutSeconds'].map(text), () => [2, 1]),
];

const ITERATORS_AND_RECORDS: NativeCall[] = [
  staticMethod('DataIter', 'list'),
  staticMethod('DataIter', 'describe', [text('name')], () => ['CSVIter']),
  staticMethod('DataIter', 'create', ['name', 'keys', 'values'].map(text), () => [
    'CSVIter',
    ['data_csv', 'data_shape', 'batch_size'],
    [ROWS_CSV, '(2,)', '2'],
  ]),
  method('DataIter', 'next'),
  method('DataIter', 'reset'),
  staticMethod('RecordReader', 'open', [text('file')], () => [fixture('data', 'fm3_val.rec')]),
  method('RecordReader', 'read'),
  method('RecordReader', 'seek', [text('position')], () => [0]),
  method('RecordReader', 'tell'),
  staticMethod('RecordWriter', 'open', [text('file')], (_, folder) => [join(folder, 'new.rec')]),
  method('RecordWriter', 'write', [text('bytes')], () => [Uint8Array.of(1, 2, 3)]),
  method('RecordWriter', 'tell'),
];

const ADDON: NativeCall[] = [
  free('openLibrarySync', ['path', 'preload', 'keys', 'values'].map(text), () => [
    mxnet().library()?.path,
    [],
    [],
    [],
  ]),
  free('openLibrary', ['path', 'preload', 'keys', 'values'].map(text), () => [
    mxnet().library()?.path,
    [],
    [],
    [],
  ]),
  free('library'),
  free('hasFunction', [text('name')], () => ['MXNDArrayFree']),
  free('features'),
  free('gpuCount'),
  free('emptyCache', ['deviceType', 'deviceId'].map(text), () => [1, 0]),
  free('randomSeed', [text('seed')], () => [1]),
  free('setOmpThreads', [text('threads')], () => [1]),
  free('initPSEnv', ['keys', 'values'].map(text), () => [[], []]),
  free('waitAll'),
  free('setProfilerConfig', ['keys', 'values'].map(text), (_, folder) => [
    ['filename'],
    [join(folder, 'profile.json')],
  ]),
  free('setProfilerState', [text('running')], () => [false]),
  free('liveCounts'),
  free('listOperators'),
  free('describeOperator', [text('operator')], () => [0]),
  free(
    'invoke',
    [
      text('operator'),
      many('NDArray', 'inputs'),
      many('NDArray', 'outputs'),
      text('keys'),
      text('values'),
    ],
    (objects) => [
      operatorId('_plus_scalar'),
      [objects.NDArray],
      [objects.NDArray],
      ['scalar'],
      ['1.0'],
    ],
  ),
  free(
    'invokeAndWait',
    [text('operator'), many('NDArray', 'inputs'), text('keys'), text('values')],
    (objects) => [operatorId('_plus_scalar'), [objects.NDArray], ['scalar'], ['1.0']],
  ),
];

/** Functions that cannot be called at will: they end the process, need a GPU or a profile, or change later errors. */
export const SPECIAL_FUNCTIONS: readonly string[] = [
  'shutdown',
  'gpuMemory',
  'dumpProfile',
  'setErrorFactory',
];

/** Everything else that the addon exports. */
export const NATIVE_CALLS: readonly NativeCall[] = [
  ...NDARRAY,
  ...LISTS_AND_KERNELS,
  ...SYMBOL,
  ...EXECUTOR,
  ...KVSTORE,
  ...ITERATORS_AND_RECORDS,
  ...ADDON,
];

/** `NDArray.create`, `NDArray#slice` or `invoke`. */
export function titleOf({ owner, isStatic, method: name }: NativeCall): string {
  if (owner === 'addon') return name;
  return `${owner}${isStatic ? '.' : '#'}${name}`;
}

/** Makes the call on `objects`, and closes what it makes. */
export async function call(
  { owner, isStatic, method: name }: NativeCall,
  receiver: NativeObjects,
  values: readonly unknown[],
): Promise<unknown> {
  const classes = mxnet();
  const target = owner === 'addon' ? classes : isStatic ? classes[owner] : receiver[owner];
  const result: unknown = await Reflect.apply(functionOf(target, name), target, values);
  return result;
}

/** A function that is a property of an object. */
export function functionOf(target: object, name: string): () => unknown {
  const found: unknown = Reflect.get(target, name);
  if (typeof found !== 'function') throw new TypeError(`there is no function ${name}`);
  return found as () => unknown;
}
