/**
 * Reads pickles of optimizer states, of protocols 0 to 5.
 *
 * A pickle is a program for a machine with a stack. This machine knows only what builds numbers, texts, bytes, tuples,
 * dictionaries and MXNet's arrays; anything else ends the reading. Nothing that a pickle names is ever loaded or called.
 */

import { ByteReader } from './byte-reader.js';
import { build, call, checkName, PickledName, type PickleValue } from './pickle-values.js';

/** Where a tuple or dictionary began. */
const MARK: unique symbol = Symbol('mark');

type Item = PickleValue | typeof MARK;

type Step = (machine: Machine, bytes: ByteReader) => void;

/** The stack, and what the pickle has put aside. */
class Machine {
  readonly stack: Item[] = [];
  readonly memo = new Map<number, PickleValue>();

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const item = this.stack.pop();
    if (item === undefined || item === MARK) throw new RangeError('it takes more than it has put');
    return item;
  }

  top(): PickleValue {
    const item = this.pop();
    this.push(item);
    return item;
  }

  popToMark(): PickleValue[] {
    const begin = this.stack.lastIndexOf(MARK);
    if (begin < 0) throw new RangeError('it ends something that it has not begun');
    const items = this.stack.splice(begin).slice(1);
    return items as PickleValue[];
  }

  popMany(count: number): PickleValue[] {
    const items = Array.from({ length: count }, () => this.pop());
    return items.reverse();
  }

  remember(place: number): void {
    this.memo.set(place, this.top());
  }

  recall(place: number): void {
    const value = this.memo.get(place);
    if (value === undefined) throw new RangeError(`it recalls ${place}, which it has not stored`);
    this.push(value);
  }

  fill(pairs: readonly PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof Map)) throw new RangeError('it fills something that is no dictionary');
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      target.set(pairs[i] as PickleValue, pairs[i + 1] as PickleValue);
    }
  }

  append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!Array.isArray(target)) throw new RangeError('it extends something that is no list');
    for (const item of items) target.push(item);
  }
}

const PUSH: Record<string, (bytes: ByteReader) => PickleValue> = {
  N: () => null,
  I: (bytes) => decimal(bytes.line()),
  L: (bytes) => decimal(bytes.line()),
  J: (bytes) => bytes.int32(),
  K: (bytes) => bytes.uint8(),
  M: (bytes) => bytes.uint16(),
  '\x8a': (bytes) => longInteger(bytes.take(bytes.uint8())),
  V: (bytes) => unescaped(bytes.line().toString('latin1')),
  S: (bytes) => quoted(bytes.line().toString('latin1')),
  X: (bytes) => bytes.take(bytes.uint32()).toString('utf8'),
  '\x8c': (bytes) => bytes.take(bytes.uint8()).toString('utf8'),
  '\x8d': (bytes) => bytes.take(bytes.int64()).toString('utf8'),
  U: (bytes) => bytes.take(bytes.uint8()).toString('latin1'),
  T: (bytes) => bytes.take(bytes.int32()).toString('latin1'),
  B: (bytes) => bytes.take(bytes.uint32()),
  C: (bytes) => bytes.take(bytes.uint8()),
  '\x8e': (bytes) => bytes.take(bytes.int64()),
  '\x96': (bytes) => bytes.take(bytes.int64()),
  '}': () => new Map(),
  ')': () => [],
  ']': () => [],
  c: (bytes) => checkName(new PickledName(String(bytes.line()), String(bytes.line()))),
};

const ACT: Record<string, Step> = {
  '\x80': (_, bytes) => requireProtocol(bytes.uint8()),
  '\x95': (_, bytes) => void bytes.take(8),
  '(': (machine) => machine.stack.push(MARK),
  t: (machine) => machine.push(machine.popToMark()),
  l: (machine) => machine.push(machine.popToMark()),
  '\x85': (machine) => machine.push(machine.popMany(1)),
  '\x86': (machine) => machine.push(machine.popMany(2)),
  '\x87': (machine) => machine.push(machine.popMany(3)),
  d: (machine) => {
    const pairs = machine.popToMark();
    machine.push(new Map());
    machine.fill(pairs);
  },
  s: (machine) => machine.fill(machine.popMany(2)),
  u: (machine) => machine.fill(machine.popToMark()),
  a: (machine) => machine.append(machine.popMany(1)),
  e: (machine) => machine.append(machine.popToMark()),
  '\x93': (machine) => {
    const [module, name] = machine.popMany(2);
    machine.push(checkName(new PickledName(String(module), String(name))));
  },
  R: (machine) => {
    const [name = null, args = null] = machine.popMany(2);
    machine.push(call(name, args));
  },
  b: (machine) => {
    const contents = machine.pop();
    build(machine.top(), contents);
  },
  p: (machine, bytes) => machine.remember(decimal(bytes.line())),
  q: (machine, bytes) => machine.remember(bytes.uint8()),
  r: (machine, bytes) => machine.remember(bytes.uint32()),
  '\x94': (machine) => machine.remember(machine.memo.size),
  g: (machine, bytes) => machine.recall(decimal(bytes.line())),
  h: (machine, bytes) => machine.recall(bytes.uint8()),
  j: (machine, bytes) => machine.recall(bytes.uint32()),
};

/**
 * The value of a pickle. Bytes share the memory of `source`.
 *
 * @throws RangeError for what is no pickle, is damaged, or holds anything but the parts of optimizer states
 */
export function readPickle(source: Uint8Array): PickleValue {
  const bytes = new ByteReader(source);
  const machine = new Machine();
  for (;;) {
    const begin = bytes.position;
    const code = String.fromCharCode(bytes.uint8());
    if (code === '.') break;
    if (Object.hasOwn(PUSH, code)) {
      machine.push(PUSH[code]?.(bytes) ?? null);
    } else if (Object.hasOwn(ACT, code)) {
      ACT[code]?.(machine, bytes);
    } else {
      const hex = code.charCodeAt(0).toString(16).padStart(2, '0');
      throw new RangeError(
        `it has the step 0x${hex} at ${begin}, which optimizer states do not need`,
      );
    }
  }
  const value = machine.pop();
  if (machine.stack.length > 0 || bytes.position !== bytes.length) {
    throw new RangeError('it goes on after its end');
  }
  return value;
}

function requireProtocol(protocol: number): void {
  if (protocol > 5) throw new RangeError(`it is a pickle of the protocol ${protocol}`);
}

function decimal(line: Uint8Array): number {
  const text = Buffer.from(line).toString('latin1');
  if (!/^-?\d{1,15}L?$/.test(text)) throw new RangeError(`it holds the number ${text}`);
  return Number.parseInt(text, 10);
}

/** Bytes of a two's complement, the lowest first. */
function longInteger(bytes: Uint8Array): number {
  if (bytes.length > 6) throw new RangeError(`it holds a number of ${bytes.length} bytes`);
  return bytes.length === 0 ? 0 : Buffer.from(bytes).readIntLE(0, bytes.length);
}

/** Text of protocol 0: what would disturb the line is written as `\uXXXX`. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (_, short?: string, long?: string) =>
      String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16)),
  );
}

/** A text of Python 2 in quotes. */
function quoted(text: string): string {
  const inner = /^(['"])([\x20-\x5b\x5d-\x7e]*)\1$/.exec(text)?.[2];
  if (inner === undefined) throw new RangeError('it holds a text in a form that is not known');
  return inner;
}
