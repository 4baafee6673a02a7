/** Outputs of a layer, in files. */

import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { reporting } from '../../checkpoint/output-error.js';
import { FineTuneError } from '../../errors.js';
import { writeTogether } from '../../files/atomic-write.js';
import { writeNpy } from '../../files/npy.js';
import { temporaryName } from '../../files/temporary-name.js';
import { csvField } from '../../text/csv.js';
import { pythonFloat32 } from '../../text/python-float.js';

/** The output of a layer for one image. */
export interface FeatureRow {
  /** Of the image. */
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** What has been written. */
export interface WrittenFeatures {
  file: string;
  /** The list of the images' names, one a line, in the order of the rows; `undefined` when they are in the file itself. */
  names: string | undefined;
  /** Images, and the shape of each one's features. */
  shape: number[];
}

/** The forms that there are, by the ending of the file. */
const NPY = /\.npy$/i;
const CSV = /\.csv$/i;

/**
 * Refuses the name of a file that is neither an array of numpy nor a table.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function requireFeatureFile(file: string | undefined): string {
  if (file !== undefined && (NPY.test(file) || CSV.test(file))) return file;
  const received = file === undefined ? '' : `, received '${file}'`;
  throw new FineTuneError('ERR_OPTION', `--output must be FILE.npy or FILE.csv${received}`);
}

/** Whether a file is a table, which has the names of the images in it. */
export function isTable(file: string): boolean {
  return CSV.test(file);
}

/**
 * Writes features while they come: `.npy` with a list of names beside it, or `.csv`. All files are there whole or not at all.
 *
 * @throws {@link FineTuneError} `ERR_OUTPUT`; `ERR_DATA` when there is no row; whatever `rows` throws
 */
export async function writeFeatures(
  file: string,
  rows: AsyncIterable<FeatureRow>,
): Promise<WrittenFeatures> {
  let failure: { error: unknown } | undefined;
  const watched = async function* (): AsyncGenerator<FeatureRow> {
    try {
      yield* rows;
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const write = isTable(file) ? writeTable : writeArray;
  try {
    return await reporting(file, () => write(file, watched()), 'choose another --output');
  } catch (error) {
    // What goes wrong before there is something to write is not the file's fault.
    throw failure === undefined ? error : failure.error;
  }
}

async function writeArray(file: string, rows: AsyncIterable<FeatureRow>): Promise<WrittenFeatures> {
  const names = file.replace(NPY, '.txt');
  const listing = temporaryName(names);
  let shape: number[] = [];
  const writeRows = async (temporary: string) => {
    await using list = await open(listing, 'wx');
    shape = await writeNpy(temporary, named(rows, list));
    requireRows(shape);
  };
  try {
    await writeTogether([
      { file, write: writeRows },
      { file: names, write: (temporary) => rename(listing, temporary) },
    ]);
  } finally {
    await rm(listing, { force: true });
  }
  return { file, names, shape };
}

/** Writes the names down as the rows go by. */
async function* named(
  rows: AsyncIterable<FeatureRow>,
  list: FileHandle,
): AsyncGenerator<FeatureRow> {
  for await (const row of rows) {
    await list.writeFile(`${row.name}\n`);
    yield row;
  }
}

async function writeTable(file: string, rows: AsyncIterable<FeatureRow>): Promise<WrittenFeatures> {
  let shape: number[] = [];
  const write = async (temporary: string) => {
    await using handle = await open(temporary, 'wx');
    let count = 0;
    for await (const row of rows) {
      if (count++ === 0) {
        const columns = Array.from(row.values, (_, i) => String(i));
        await handle.writeFile(`${['file', ...columns].join(',')}\n`);
      }
      const values = Array.from(row.values, pythonFloat32);
      await handle.writeFile(`${[csvField(row.name), ...values].join(',')}\n`);
      shape = [count, ...row.shape];
    }
    requireRows(shape);
  };
  await writeTogether([{ file, write }]);
  return { file, names: undefined, shape };
}

function requireRows([count = 0]: readonly number[]): void {
  if (count > 0) return;
  throw new FineTuneError('ERR_DATA', 'there is no image that could be used: nothing was written');
}
