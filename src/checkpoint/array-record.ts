/** Single arrays in the form in which MXNet saves them (MXNDArraySaveRawBytes). */

import { bytesPerElement, dtypeFromCode } from '../ndarray/dtype.js';
import { ByteReader } from './byte-reader.js';

/** The mark of a record tells the version of its format; before version 1 there was none. */
const VERSION_1 = 0xf993fac8;
const VERSION_2 = 0xf993fac9;
/** Arrays with more axes are taken for damage. */
const MOST_AXES = 32;
/** The code of the device type `cpu`. */
const CPU = 1;

/**
 * A copy of a saved array that libmxnet can load without danger: its parts have been found to fit together, and it goes to the CPU,
 * because the GPU that it came from may not be there.
 *
 * @throws RangeError for a sparse array, one without contents, or a damaged one
 */
export function checkedRecord(record: Uint8Array): Uint8Array {
  const reader = new ByteReader(record);
  const mark = reader.uint32();
  const version = mark === VERSION_1 ? 1 : mark === VERSION_2 ? 2 : 0;
  if (version === 0) reader.position = 0;
  if (version === 2) {
    const storage = reader.int32();
    if (storage !== 0)
      throw new RangeError(`an array is stored in the form ${storage}, not densely`);
  }
  const elements = elementsOf(reader, version);
  const device = reader.position;
  reader.position += 8;
  const expected = elements * bytesPerElement(dtypeFromCode(reader.int32()));
  const actual = record.length - reader.position;
  if (actual !== expected) {
    throw new RangeError(`an array has ${actual} bytes of values, ${expected} are expected`);
  }
  const copy = Buffer.from(record);
  copy.writeInt32LE(CPU, device);
  copy.writeInt32LE(0, device + 4);
  return copy;
}

function elementsOf(reader: ByteReader, version: number): number {
  const axes = reader.int32();
  if (axes < 1 || axes > MOST_AXES) throw new RangeError(`an array has ${axes} axes`);
  let elements = 1;
  for (let i = 0; i < axes; i++) {
    const length = version === 0 ? reader.uint32() : reader.int64();
    if (length < 0) throw new RangeError(`an array has the dimension ${length}`);
    elements *= length;
  }
  return elements;
}
