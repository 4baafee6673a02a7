/** What two runs have written, compared to the byte. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParamsEntry, readParamsDirectory } from '../../src/checkpoint/params-directory.js';

/** The lines that MXNet writes too, in the form of Python's `logging`. */
const COMMON_LINES = /^INFO:root:(Epoch\[|Update\[|Adjust learning rate|Saved checkpoint|Batch: )/;

/** The gradient of the labels, which nobody computes: a monitor shows what the memory held before. */
const NOT_COMPUTED = ' softmax_backward_output1 ';

/**
 * Asserts that two folders hold the same checkpoints, and two logs the same lines but for speeds and times.
 *
 * @param prefix - of the checkpoints, in both folders
 * @param elsewhere - lines of the log that Python writes in another process
 */
export async function assertSameRun(
  python: string,
  ours: string,
  prefix: string,
  elsewhere?: RegExp,
): Promise<void> {
  const files = checkpointFiles(python, prefix);
  assert.notEqual(files.length, 0, 'Python has written no checkpoint');
  assert.deepEqual(
    checkpointFiles(ours, prefix),
    files,
    'other checkpoints than Python has written',
  );
  for (const file of files) {
    const [expected, actual] = [join(python, file), join(ours, file)];
    if (hashOf(expected) !== hashOf(actual)) assert.fail(await difference(file, expected, actual));
  }
  assert.deepEqual(
    commonLines(join(ours, `${prefix}.log`)).filter((line) => !elsewhere?.test(line)),
    commonLines(join(python, 'oracle.log')),
    'other lines in the log than Python has written',
  );
}

/** The sha256 of each checkpoint file in a folder. */
export function checkpointHashes(folder: string, prefix = 'net'): Record<string, string> {
  return Object.fromEntries(
    checkpointFiles(folder, prefix).map((file) => [file, hashOf(join(folder, file))]),
  );
}

function checkpointFiles(folder: string, prefix: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const endings = /^-(symbol\.json|\d{4,}\.params)$/;
  return names
    .filter((name) => name.startsWith(prefix) && endings.test(name.slice(prefix.length)))
    .sort();
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function commonLines(log: string): string[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => COMMON_LINES.test(line) && !line.includes(NOT_COMPUTED))
    .map((line) => line.replace(/Speed: \S+|(?<=Time cost=)\S+/, '…'));
}

/** Where the first difference lies. */
async function difference(name: string, expected: string, actual: string): Promise<string> {
  if (name.endsWith('.json')) {
    const [left, right] = [lines(expected), lines(actual)];
    const line = left.findIndex((text, i) => text !== right[i]);
    return `${name} differs in line ${line + 1}: ${right[line]} instead of ${left[line]}`;
  }
  const [left, right] = [await arrays(expected), await arrays(actual)];
  const [leftNames, rightNames] = [left, right].map((list) => list.map(({ name }) => name).join());
  if (leftNames !== rightNames) return `${name} has ${rightNames} instead of ${leftNames}`;
  const differing = left.filter((array, i) => !array.bytes.equals(right[i]?.bytes as Buffer));
  const [first] = differing;
  if (first === undefined) return `${name} differs outside of its arrays`;
  const other = right.find(({ name }) => name === first.name) as typeof first;
  const element = first.values.findIndex((value, i) => !Object.is(value, other.values[i]));
  return (
    `${name} differs in ${differing.length} of ${left.length} arrays, first in ${first.name}[${element}]: ` +
    `${other.values[element]} instead of ${first.values[element]}`
  );
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

async function arrays(file: string): Promise<{ name: string; bytes: Buffer; values: number[] }[]> {
  const content = readFileSync(file);
  return (await readParamsDirectory(file)).map((entry: ParamsEntry) => {
    const end = entry.offset + entry.bytes;
    const values = content.subarray(entry.dataOffset, end);
    const wide = new Float32Array(new Uint8Array(values).buffer, 0, Math.floor(values.length / 4));
    return { name: entry.name, bytes: content.subarray(entry.offset, end), values: [...wide] };
  });
}
