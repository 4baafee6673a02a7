/**
 * What the addon exports, in TypeScript. `binding/` implements it; the two comment lines above each
 * native method repeat it, and `scripts/check-contract.mjs` compares them.
 */

/** Typed arrays that a dtype maps to: Uint16Array holds float16 bit patterns. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Uint16Array
  | Uint8Array
  | Int32Array
  | Int8Array
  | BigInt64Array;

/** What every wrapped object can do. */
export interface NativeHandle {
  close(): void;
  closed(): boolean;
}

export interface LoadedArrays {
  arrays: NativeNDArray[];
  /** Empty for a file of unnamed arrays. */
  names: string[];
}

export interface NativeNDArray extends NativeHandle {
  shape(): number[];
  dtype(): number;
  storageType(): number;
  context(): [deviceType: number, deviceId: number];
  slice(begin: number, end: number): NativeNDArray;
  at(index: number): NativeNDArray;
  reshape(shape: number[]): NativeNDArray;
  copyFrom(source: TypedArray): Promise<void>;
  copyFromSync(source: TypedArray): void;
  copyTo(target: TypedArray): Promise<void>;
  copyToSync(target: TypedArray): void;
  waitToRead(): Promise<void>;
  setPixels(row: number, pixels: Uint8Array, numbers: Float32Array): void;
  toRawBytes(): Promise<Uint8Array>;
}

/** A list of arrays that is read once and given to many calls. The arrays may be closed before it. */
export interface NativeArrayList extends NativeHandle {
  length(): number;
}

export interface ArrayListClass {
  of(arrays: NativeNDArray[]): NativeArrayList;
}

/** Arrays of one call, or of many. */
export type NativeArrays = NativeNDArray[] | NativeArrayList;

export interface NDArrayClass {
  create(
    shape: number[],
    deviceType: number,
    deviceId: number,
    delayAlloc: boolean,
    dtype: number,
  ): NativeNDArray;
  /** An array on the CPU; never waits. */
  fromValues(values: TypedArray, shape: number[], deviceId: number, dtype: number): NativeNDArray;
  /** Each array into the typed array at the same place; one turn of the lane for all. */
  copyAllTo(arrays: NativeNDArray[], targets: TypedArray[]): Promise<void>;
  save(file: string, arrays: NativeNDArray[], names: string[]): Promise<void>;
  load(file: string): Promise<LoadedArrays>;
  loadBuffer(bytes: Uint8Array): Promise<LoadedArrays>;
  fromRawBytes(bytes: Uint8Array): NativeNDArray;
}

/** Shapes of a symbol's arguments, outputs and auxiliary states; an unknown shape is empty. */
export interface InferredShapes {
  arguments: number[][];
  outputs: number[][];
  auxiliaryStates: number[][];
  complete: boolean;
}

/** dtype codes in the same order; -1 is unknown. */
export interface InferredTypes {
  arguments: number[];
  outputs: number[];
  auxiliaryStates: number[];
  complete: boolean;
}

export interface NativeSymbol extends NativeHandle {
  compose(name: string, keys: string[] | null, arguments_: NativeSymbol[]): void;
  copy(): NativeSymbol;
  toJson(removeAmpCast: boolean): Promise<string>;
  name(): string | null;
  attribute(key: string): string | null;
  setAttribute(key: string, value: string): void;
  listAttributes(): string[];
  listArguments(): string[];
  listOutputs(): string[];
  listAuxiliaryStates(): string[];
  internals(): NativeSymbol;
  children(): NativeSymbol | null;
  output(index: number): NativeSymbol;
  inferShape(names: string[], shapes: number[][], partial: boolean): Promise<InferredShapes>;
  inferType(names: string[], types: number[]): Promise<InferredTypes>;
}

export interface SymbolClass {
  variable(name: string): NativeSymbol;
  atomic(operator: number, keys: string[], values: string[]): NativeSymbol;
  group(symbols: NativeSymbol[]): NativeSymbol;
  fromJson(json: string): Promise<NativeSymbol>;
}

/** The device of the executor and of each `ctx_group` of the graph. */
export interface NativeDevices {
  deviceType: number;
  deviceId: number;
  groupNames: string[];
  groupDeviceTypes: number[];
  groupDeviceIds: number[];
}

export interface BindPlace {
  /** Bind at once, so that random operators draw from this thread's states; absent: on the lane. */
  onThisThread?: boolean;
}

export interface SimpleBindOptions extends NativeDevices, BindPlace {
  gradientNames: string[];
  /** `null`, `write` or `add` for each name. */
  gradientTypes: string[];
  shapeNames: string[];
  shapes: number[][];
  typeNames: string[];
  types: number[];
  sharedArgumentNames: string[];
  shared: NativeExecutor | null;
}

export interface BindOptions extends NativeDevices, BindPlace {
  arguments: NativeNDArray[];
  gradients: (NativeNDArray | null)[];
  /** 0 null, 1 write, 2 in place, 3 add. */
  gradientTypes: number[];
  auxiliaryStates: NativeNDArray[];
  shared: NativeExecutor | null;
}

export interface ReshapeOptions extends NativeDevices, BindPlace {
  partialShaping: boolean;
  allowUpSizing: boolean;
  shapeNames: string[];
  shapes: number[][];
}

export interface NativeExecutor extends NativeHandle {
  reshape(options: ReshapeOptions): Promise<NativeExecutor>;
  arguments(): NativeNDArray[];
  gradients(): (NativeNDArray | null)[];
  auxiliaryStates(): NativeNDArray[];
  outputs(): NativeNDArray[];
  forward(isTrain: boolean): void;
  backward(headGradients: NativeNDArray[], isTrain: boolean): void;
  setMonitor(callback: (name: string, array: NativeNDArray) => void, monitorAll: boolean): void;
}

export interface ExecutorClass {
  simpleBind(symbol: NativeSymbol, options: SimpleBindOptions): Promise<NativeExecutor>;
  bind(symbol: NativeSymbol, options: BindOptions): Promise<NativeExecutor>;
}

export interface NativeKVStore extends NativeHandle {
  type(): string;
  rank(): number;
  groupSize(): number;
  setGradientCompression(keys: string[], values: string[]): Promise<void>;
  init(keys: string[], arrays: NativeNDArray[]): Promise<void>;
  push(keys: string[], arrays: NativeArrays, priority: number): void;
  pull(keys: string[], arrays: NativeArrays, priority: number): void;
  pushPull(
    keys: string[],
    arrays: NativeArrays,
    outputKeys: string[],
    outputs: NativeArrays,
    priority: number,
  ): void;
  broadcast(
    keys: string[],
    arrays: NativeNDArray[],
    outputKeys: string[],
    outputs: NativeNDArray[],
    priority: number,
  ): Promise<void>;
  setUpdater(
    updater: (key: string | number, received: NativeNDArray, stored: NativeNDArray) => void,
  ): void;
  barrier(): Promise<void>;
  runServer(controller: (head: number, body: string) => void): void;
  sendCommand(head: number, body: string): Promise<void>;
  deadNodes(node: number, timeoutSeconds: number): number;
}

export interface KVStoreClass {
  create(type: string): Promise<NativeKVStore>;
  role(): 'worker' | 'server' | 'scheduler';
}

/** The arrays share the iterator's own buffers and are overwritten some batches later. */
export interface NativeBatch {
  data: NativeNDArray;
  label: NativeNDArray;
  pad: number;
  index: BigUint64Array;
}

export interface NativeDataIter extends NativeHandle {
  next(): Promise<NativeBatch | null>;
  reset(): Promise<void>;
}

/** What the library says of an iterator; the three lists run in parallel. */
export interface DataIterDescription {
  name: string;
  description: string;
  argumentNames: string[];
  argumentTypes: string[];
  argumentDescriptions: string[];
}

export interface DataIterClass {
  list(): string[];
  describe(name: string): DataIterDescription;
  create(name: string, keys: string[], values: string[]): Promise<NativeDataIter>;
}

export interface NativeRecordReader extends NativeHandle {
  read(): Promise<Uint8Array | null>;
  seek(position: number): Promise<void>;
  tell(): Promise<number>;
}

export interface RecordReaderClass {
  open(file: string): Promise<NativeRecordReader>;
}

export interface NativeRecordWriter extends NativeHandle {
  write(bytes: Uint8Array): Promise<void>;
  tell(): Promise<number>;
}

export interface RecordWriterClass {
  open(file: string): Promise<NativeRecordWriter>;
}

/** What the library says of an operator; the three lists run in parallel. */
export interface OperatorDescription extends DataIterDescription {
  /** The argument that counts a variable number of inputs, or an empty text. */
  countArgument: string;
}

/** An operator with prepared attributes. */
export interface NativeKernel extends NativeHandle {
  run(inputs: NativeArrays, outputs: NativeArrays, values: string[]): void;
}

export interface KernelClass {
  /** The last of `keys` have the fixed values; the others get theirs at each call. */
  create(operator: number, keys: string[], fixedValues: string[]): NativeKernel;
}

/** The addon's exports. */
export interface Addon {
  readonly NDArray: NDArrayClass;
  readonly ArrayList: ArrayListClass;
  readonly Kernel: KernelClass;
  readonly Symbol: SymbolClass;
  readonly Executor: ExecutorClass;
  readonly KVStore: KVStoreClass;
  readonly DataIter: DataIterClass;
  readonly RecordReader: RecordReaderClass;
  readonly RecordWriter: RecordWriterClass;

  openLibrary(path: string, preload: string[], keys: string[], values: string[]): Promise<void>;
  openLibrarySync(path: string, preload: string[], keys: string[], values: string[]): void;
  library(): { path: string; version: number } | null;
  hasFunction(name: string): boolean;
  features(): Record<string, boolean>;
  gpuCount(): number;
  gpuMemory(device: number): [free: number, total: number];
  emptyCache(deviceType: number, deviceId: number): void;
  randomSeed(seed: number): void;
  setOmpThreads(threads: number): void;
  initPSEnv(keys: string[], values: string[]): void;
  waitAll(): Promise<void>;
  setProfilerConfig(keys: string[], values: string[]): void;
  setProfilerState(running: boolean): Promise<void>;
  dumpProfile(): Promise<void>;
  shutdown(failed: boolean): void;
  liveCounts(): Record<string, number>;
  setErrorFactory(factory: (code: string, call: string, text: string) => Error): void;

  listOperators(): string[];
  describeOperator(operator: number): OperatorDescription;
  invoke(
    operator: number,
    inputs: NativeNDArray[],
    outputs: NativeNDArray[] | null,
    keys: string[],
    values: string[],
  ): NativeNDArray[];
  /** The call itself on the lane too: some operators compute within it. */
  invokeAndWait(
    operator: number,
    inputs: NativeNDArray[],
    keys: string[],
    values: string[],
  ): Promise<NativeNDArray[]>;
}
