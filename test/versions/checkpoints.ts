/** Checkpoints of all ages, written by the Pythons of their time. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { versionPython } from './run-version.js';
import type { Version } from './wheels.js';

/** What is in a checkpoint. */
export interface CheckpointContent {
  /** SHA-256 of every array's bytes. */
  arguments: Record<string, string>;
  states: Record<string, string>;
  /** What the network answers to a fixed input. */
  output: number[];
  /** Of its nodes and variables. */
  attributes: Record<string, Record<string, string>>;
}

/** What the program `read` is to do. */
export interface ReadRequest {
  prefix: string;
  epoch: number;
  /** Prefix to save it under again. */
  saveAs?: string;
}

/** The epoch of the old checkpoints. */
export const EPOCH = 4;

/** The networks that each version writes. */
export const NETWORKS = ['marked', 'residual', 'vgg'] as const;

/** What the version that wrote it says about a checkpoint. */
export type WrittenContent = Omit<CheckpointContent, 'output' | 'attributes'> & { output: string };

/** What a version has written: the contents by network. */
export type Written = Record<(typeof NETWORKS)[number], WrittenContent>;

/** Lets a version's Python write its checkpoints into a new folder below `root`. */
export async function writeCheckpoints(root: string, version: Version): Promise<Written> {
  const folder = join(root, version);
  mkdirSync(folder);
  return await versionPython<Written>(version, 'old_checkpoint.py', [folder]);
}

/** Requires the same values, and nearly the same answer: convolutions were rewritten more than once. */
export function assertSameContent(
  actual: CheckpointContent | undefined,
  expected: WrittenContent,
  what: string,
): void {
  assert(actual, `${what} was not read`);
  assert.deepEqual(actual.arguments, expected.arguments, `parameters of ${what}`);
  assert.deepEqual(actual.states, expected.states, `auxiliary states of ${what}`);
  const bytes = Buffer.from(expected.output, 'base64');
  const output = actual.output.map((_, i) => bytes.readFloatLE(4 * i));
  assert.equal(bytes.length, 4 * output.length, `outputs of ${what}`);
  for (const [i, value] of output.entries()) {
    const difference = Math.abs(value - (actual.output[i] ?? Number.NaN));
    assert(difference < 1e-5, `output ${i} of ${what} is ${actual.output[i]}, it was ${value}`);
  }
}
