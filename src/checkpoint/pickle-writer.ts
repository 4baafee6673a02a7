/** Writes pickles of optimizer states. */

/** A value for {@link writePickle}: bytes stand for an array of MXNet in its saved form. */
export type PickleInput = null | Uint8Array | readonly PickleInput[];

/** Longer bytes need eight bytes for their length. */
const LONGEST_SHORT = 0xffffffff;

/**
 * A pickle, protocol 4, of a dictionary whose values are arrays, tuples of them, or `None`: what `pickle.dumps` writes for the states
 * of an `mx.optimizer.Updater`. The arrays' bytes are not copied.
 *
 * @param entries - keys are texts or 32-bit numbers
 */
export function writePickle(
  entries: Iterable<readonly [key: string | number, value: PickleInput]>,
): Uint8Array[] {
  const parts: Uint8Array[] = [Buffer.from([0x80, 4]), Buffer.from('}(')];
  for (const [key, value] of entries) {
    parts.push(keyBytes(key));
    writeValue(parts, value);
  }
  parts.push(Buffer.from('u.'));
  return parts;
}

function writeValue(parts: Uint8Array[], value: PickleInput): void {
  if (value === null) {
    parts.push(Buffer.from('N'));
  } else if (value instanceof Uint8Array) {
    writeArray(parts, value);
  } else {
    parts.push(Buffer.from('('));
    for (const item of value) writeValue(parts, item);
    parts.push(Buffer.from('t'));
  }
}

/** `NDArray(None)`, then its state `{'handle': bytearray(…)}`. */
function writeArray(parts: Uint8Array[], record: Uint8Array): void {
  parts.push(
    Buffer.from('cmxnet.ndarray.ndarray\nNDArray\nN\x85R}', 'latin1'),
    Buffer.from('\x8c\x06handle', 'latin1'),
    Buffer.from('cbuiltins\nbytearray\n'),
    lengthBytes(record.length),
    record,
    Buffer.from('\x85Rsb', 'latin1'),
  );
}

function lengthBytes(length: number): Buffer {
  if (length > LONGEST_SHORT) {
    const bytes = Buffer.alloc(9, 0x8e);
    bytes.writeBigUInt64LE(BigInt(length), 1);
    return bytes;
  }
  const bytes = Buffer.alloc(5, 'B');
  bytes.writeUInt32LE(length, 1);
  return bytes;
}

function keyBytes(key: string | number): Buffer {
  const text = typeof key === 'string' ? Buffer.from(key) : undefined;
  const bytes = Buffer.alloc(5, text === undefined ? 'J' : 'X');
  if (text === undefined) bytes.writeInt32LE(Number(key), 1);
  else bytes.writeUInt32LE(text.length, 1);
  return text === undefined ? bytes : Buffer.concat([bytes, text]);
}
