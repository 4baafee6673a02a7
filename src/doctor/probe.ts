/**
 * A program of its own: opens the libmxnet that is found and computes with it, so that a crash costs nobody anything. It prints what
 * it is about to do and what it has found, one JSON object a line.
 */

import { writeSync } from 'node:fs';
import { MXNetError } from '../errors.js';
import { full } from '../ndarray/create.js';
import { invokeOne } from '../operators/invoke.js';
import { cpu, type Device, gpu } from '../runtime/device.js';
import { features } from '../runtime/features.js';
import { gpuCount } from '../runtime/gpu.js';
import { openLibrary } from '../runtime/library.js';
import type { ProbeLine } from './probe-line.js';

function say(line: ProbeLine): void {
  // Synchronously: the next step may be the last one.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** A step that may fail; what it throws is a finding. */
async function attempt(step: string, body: () => Promise<void> | void): Promise<boolean> {
  say({ step });
  try {
    await body();
    return true;
  } catch (error) {
    say({
      failed: step,
      code: error instanceof MXNetError ? error.code : 'ERR_MXNET_CALL',
      message: error instanceof Error ? error.message : String(error),
    });
    return false;
  }
}

/** A matrix product, which on a CPU is OpenBLAS's, and an operator of MXNet's own. */
async function compute(device: Device): Promise<void> {
  const matrix = full([2, 2], 3, { device });
  const product = invokeOne('dot', [matrix, matrix]);
  const sum = invokeOne('_plus_scalar', [product], { scalar: 1 });
  const values = [...(await sum.data())];
  for (const array of [matrix, product, sum]) array.dispose();
  if (values.some((value) => value !== 19)) {
    throw new Error(`wrong result: 3 · 3 + 3 · 3 + 1 is not ${values[0]}`);
  }
  say({ device: device.toString() });
}

async function probe(): Promise<void> {
  const opened = await attempt('open', async () => {
    const { version } = await openLibrary();
    say({ version });
  });
  if (!opened) return;
  await attempt('features', () => {
    const map = features();
    if (map !== undefined) say({ features: [...map].filter(([, on]) => on).map(([name]) => name) });
  });
  await attempt('compute on cpu(0)', () => compute(cpu(0)));
  let count = 0;
  await attempt('count gpus', () => {
    count = gpuCount() ?? 0;
    say({ gpus: count });
  });
  for (let i = 0; i < count; i++) await attempt(`compute on gpu(${i})`, () => compute(gpu(i)));
}

await probe();
say({ step: 'end' });
