/**
 * What a `.params` file holds, found without loading it.
 *
 * libmxnet's own loader knows neither checksums nor the file's length: a damaged file gives `Invalid NDArray file format`
 * at best, and a huge allocation at worst. So the structure is followed first.
 */

import { FineTuneError } from '../errors.js';
import { isMissing, whyUnreadable } from '../files/readable.js';
import { sniff } from '../files/sniff.js';
import { WindowReader } from '../files/window-reader.js';
import { bytesPerElement, type DType, dtypeFromCode } from '../ndarray/dtype.js';
import { StructureReader } from './structure-reader.js';

/** One array of the file. */
export interface ParamsEntry {
  name: string;
  /** Empty for an array that was saved without contents. */
  shape: readonly number[];
  dtype: DType;
  /** Of the record's format: 0 (before MXNet 0.11) to 3 (numpy shapes). */
  version: 0 | 1 | 2 | 3;
  /** Where the record begins. */
  offset: number;
  /** Where its values begin. */
  dataOffset: number;
  /** Bytes of the record. */
  bytes: number;
}

const LIST_MAGIC = 0x112n;
/** The mark of a record tells the version of its format. */
const VERSIONS: ReadonlyMap<number, ParamsEntry['version']> = new Map([
  [0xf993fac8, 1],
  [0xf993fac9, 2],
  [0xf993faca, 3],
]);

/** Element types that MXNet numbers but hardly computes with. */
const UNSUPPORTED: Readonly<Record<number, string>> = {
  8: 'int16',
  9: 'uint16',
  10: 'uint32',
  11: 'uint64',
  12: 'bfloat16',
};

/** The storage type that no parameter of a network has. */
const COMPRESSED_ROWS = 2;

/** Arrays with more axes are taken for damage. */
const MOST_AXES = 32;

/**
 * Follows the structure of a file of named arrays.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`; `ERR_CHECKPOINT_FORMAT` when it is something else, damaged or
 * cut off
 */
export async function readParamsDirectory(file: string): Promise<ParamsEntry[]> {
  await using window = await openValues(file);
  const beginning = await window.read(0, 64);
  const mistaken = sniff(beginning);
  if (mistaken !== undefined) throw wrongFile(file, `it is ${mistaken}`);
  const reader = new StructureReader(window, file);
  if (!isParamsList(beginning)) {
    throw wrongFile(
      file,
      /^\s*\{/.test(beginning.toString('latin1'))
        ? 'it is JSON, perhaps the network: the two may be swapped'
        : "it does not begin with MXNet's mark for lists of arrays (0x112)",
    );
  }
  reader.position = 16;
  const count = await reader.count('the number of arrays', 4);
  const entries: ParamsEntry[] = [];
  for (let i = 0; i < count; i++) entries.push(await readRecord(reader, i));
  const names = await reader.count('the number of names', 8);
  if (names !== count) throw wrongFile(file, `it has ${count} arrays but ${names} names`);
  for (const entry of entries) entry.name = await reader.text('a name');
  return entries;
}

/** Whether a file's beginning is that of a list of arrays. */
export function isParamsList(beginning: Buffer): boolean {
  return beginning.length >= 8 && beginning.readBigUInt64LE(0) === LIST_MAGIC;
}

async function openValues(file: string): Promise<WindowReader> {
  try {
    return await WindowReader.open(file);
  } catch (cause) {
    const code = isMissing(cause) ? 'ERR_CHECKPOINT_NOT_FOUND' : 'ERR_CHECKPOINT_FORMAT';
    throw new FineTuneError(code, `the values ${file} ${whyUnreadable(cause)}`, { cause });
  }
}

/** The name is read later: all names stand at the end of the file. */
async function readRecord(reader: StructureReader, index: number): Promise<ParamsEntry> {
  reader.subject = `array ${index}`;
  const offset = reader.position;
  const mark = await reader.uint32('its mark');
  const version = VERSIONS.get(mark) ?? 0;
  // Before version 1 a record had no mark and began with the number of axes.
  if (version === 0) reader.position = offset;
  const entry: ParamsEntry = {
    name: '',
    shape: [],
    dtype: 'float32',
    version,
    offset,
    dataOffset: 0,
    bytes: 0,
  };
  const storage = version >= 2 ? await reader.int32('its storage type') : 0;
  if (storage === COMPRESSED_ROWS) throw reader.unsupported('compressed rows (csr)');
  if (storage < 0 || storage > COMPRESSED_ROWS) {
    throw reader.damaged(`the storage type ${storage}`);
  }
  const stored = storage === 0 ? undefined : ((await readShape(reader, version)) ?? []);
  entry.shape = (await readShape(reader, version)) ?? [];
  // A shape of no axes stands for an array without contents, except with numpy shapes.
  const hasContents = entry.shape.length > 0 || (version === 3 && reader.lastAxes === 0);
  if (hasContents) await readContents(reader, entry, stored);
  entry.bytes = reader.position - offset;
  return entry;
}

async function readContents(
  reader: StructureReader,
  entry: ParamsEntry,
  stored: readonly number[] | undefined,
): Promise<void> {
  reader.position += 8; // device type and number
  entry.dtype = dtypeOfCode(reader, await reader.int32('its element type'));
  const indices = stored === undefined ? undefined : await readIndexHead(reader, entry.version);
  entry.dataOffset = reader.position;
  const values = elements(stored ?? entry.shape) * bytesPerElement(entry.dtype);
  await reader.skip(values, 'its values');
  if (stored !== undefined) await checkRows(reader, stored, { shape: entry.shape, indices });
}

/** @returns how many rows are stored */
async function readIndexHead(
  reader: StructureReader,
  version: ParamsEntry['version'],
): Promise<number | undefined> {
  const dtype = dtypeOfCode(reader, await reader.int32('the type of its row numbers'));
  if (dtype !== 'int64') throw reader.unsupported(`row numbers of the type ${dtype}`);
  const [rows, ...more] = (await readShape(reader, version)) ?? [];
  return more.length === 0 ? rows : undefined;
}

/** libmxnet writes to the rows that the numbers name, wherever that is. */
async function checkRows(
  reader: StructureReader,
  stored: readonly number[],
  { shape, indices }: { shape: readonly number[]; indices: number | undefined },
): Promise<void> {
  const [rows = 0, ...rest] = stored;
  if (rows !== indices || rest.join() !== shape.slice(1).join()) {
    throw reader.damaged('rows that do not go with its shape');
  }
  let last = -1;
  for (let i = 0; i < rows; i++) {
    const row = await reader.int64('its row numbers');
    if (row <= last || row >= (shape[0] ?? 0)) throw reader.damaged(`the row number ${row}`);
    last = row;
  }
}

function dtypeOfCode(reader: StructureReader, code: number): DType {
  try {
    return dtypeFromCode(code);
  } catch {
    const name = UNSUPPORTED[code];
    throw name === undefined
      ? reader.damaged(`the element type ${code}`)
      : reader.unsupported(`the element type ${name}`);
  }
}

/** @returns `undefined` for a shape that is not known */
async function readShape(
  reader: StructureReader,
  version: ParamsEntry['version'],
): Promise<number[] | undefined> {
  const axes = await reader.int32('its number of axes');
  reader.lastAxes = axes;
  if (axes === -1) return undefined;
  if (axes < 0 || axes > MOST_AXES) throw reader.damaged(`${axes} axes`);
  const shape: number[] = [];
  for (let i = 0; i < axes; i++) {
    const length =
      version === 0 ? await reader.uint32('a dimension') : await reader.int64('a dimension');
    if (length < 0) throw reader.damaged(`a dimension of ${length}`);
    shape.push(length);
  }
  return shape;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function wrongFile(file: string, reason: string): FineTuneError {
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} is not a .params file: ${reason}`);
}
