/** What a pickle of optimizer states may hold. */

/** An array of MXNet: its saved form, once it is known. */
export class PickledArray {
  record: Uint8Array | undefined;
}

/** Something that a pickle calls by module and name. It is never looked up, only compared with what is known. */
export class PickledName {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  is(...known: readonly string[]): boolean {
    return known.includes(`${this.module}.${this.name}`);
  }

  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

/** A value of a pickle; lists and tuples are the same here. */
export type PickleValue =
  | null
  | number
  | string
  | Uint8Array
  | PickledArray
  | PickledName
  | PickleValue[]
  | Map<PickleValue, PickleValue>;

/**
 * What calling a name gives: only what MXNet's arrays are made of is known.
 *
 * @throws RangeError for everything else
 */
export function call(name: PickleValue, args: PickleValue): PickleValue {
  if (!(name instanceof PickledName) || !Array.isArray(args)) {
    throw new RangeError('it calls something that is no name');
  }
  if (name.is('mxnet.ndarray.ndarray.NDArray', 'mxnet.ndarray.NDArray')) return new PickledArray();
  if (name.is('builtins.bytearray', '__builtin__.bytearray', '_codecs.encode')) {
    return bytesFrom(args);
  }
  throw unknownName(name);
}

/**
 * Gives an object its contents.
 *
 * @throws RangeError unless the object is an array and the contents are those of an array
 */
export function build(object: PickleValue, contents: PickleValue): void {
  const record = contents instanceof Map ? contents.get('handle') : undefined;
  if (!(object instanceof PickledArray) || record === undefined) {
    throw new RangeError('it holds an object that is no array');
  }
  if (record === null) return;
  if (!(record instanceof Uint8Array)) throw new RangeError('it holds an array without contents');
  object.record = record;
}

/** @throws RangeError for a name that is not known */
export function checkName(name: PickledName): PickledName {
  const known = [
    'mxnet.ndarray.ndarray.NDArray',
    'mxnet.ndarray.NDArray',
    'builtins.bytearray',
    '__builtin__.bytearray',
    '_codecs.encode',
  ];
  if (!name.is(...known)) throw unknownName(name);
  return name;
}

function unknownName(name: PickledName): RangeError {
  const sparse = /^mxnet\.ndarray\.sparse$/.test(name.module);
  const optimizer = /^mxnet\.(optimizer|lr_scheduler)/.test(name.module);
  const remedy = sparse
    ? '; sparse arrays are not supported'
    : optimizer
      ? '; save the states without the optimizer (`dump_optimizer=False`)'
      : '; only arrays are read';
  return new RangeError(`it holds a ${name}${remedy}`);
}

/** Bytes, or a text whose characters stand for bytes, as older pickles write them. */
function bytesFrom([first, encoding]: readonly PickleValue[]): Uint8Array {
  if (first === undefined) return new Uint8Array();
  if (first instanceof Uint8Array) return first;
  if (typeof first === 'string' && (encoding === 'latin1' || encoding === 'latin-1')) {
    return Buffer.from(first, 'latin1');
  }
  throw new RangeError('it holds bytes in a form that is not known');
}
