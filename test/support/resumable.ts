/** Runs that are interrupted and gone on with: a small network that has everything that is hard to restore. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { Xavier } from '../../src/initializer/xavier.js';
import { Module } from '../../src/module/module.js';
import { JsonlLog } from '../../src/report/run-log/jsonl.js';
import { openLibrary } from '../../src/runtime/library.js';
import { seed } from '../../src/runtime/random.js';
import { Layers } from './networks.js';
import { fixture } from './paths.js';

/** Batch normalisation, whose statistics each device has for itself, and two dropouts of different shapes. */
export async function writeNetwork(prefix: string, first?: Layers): Promise<void> {
  await openLibrary();
  const net = (first ?? Layers.start())
    .conv('conv', 4)
    .add('BatchNorm', 'bn', { fix_gamma: false })
    .relu('relu')
    .pool('pool')
    .add('Dropout', 'drop_image', { p: 0.25 })
    .dense('hidden', 16)
    .relu('relu_hidden')
    .add('Dropout', 'drop', { p: 0.5 })
    .dense('out', 10)
    .softmax();
  seed(7);
  using module = new Module(net);
  await module.bind({
    data: [{ name: 'data', shape: [1, 3, 24, 24], dtype: 'float32' }],
    label: [{ name: 'softmax_label', shape: [1], dtype: 'float32' }],
  });
  module.initParams({ initializer: new Xavier() });
  await saveCheckpoint(prefix, 0, { symbol: net, ...(await module.getParams()) });
  net.dispose();
}

/** 600 images with augmentation, dropout, momentum and a rate that falls: 3 epochs of 19, 19 and 18 batches. */
export function resumableRun(
  pretrainedModel: string,
  modelPrefix: string,
  changes: Partial<FineTuneOptions> = {},
): FineTuneOptions {
  return {
    ...{ pretrainedModel, modelPrefix, numClasses: 3, numEpochs: 3, batchSize: 32 },
    ...{ dataTrain: fixture('data', 'fm3_train.rec'), dataVal: fixture('data', 'fm3_val.rec') },
    ...{ imageShape: '3,24,24', rgbStd: '255,255,255', dataNthreads: 1 },
    augmentation: { randomCrop: 1, randomMirror: 1, padSize: 2 },
    ...{ lr: 0.05, lrFactor: 0.5, lrStepEpochs: '1,2', mom: 0.9, wd: 0.0005 },
    ...{ loss: 'ce', dispBatches: 4 },
    ...changes,
  };
}

/** Options as arguments of the command line. */
export function argumentsOf({ augmentation, ...options }: FineTuneOptions): string[] {
  return Object.entries({ ...options, ...augmentation }).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'boolean') return value ? [flag] : [];
    return [flag, String(value)];
  });
}

/**
 * Runs until a batch has been trained, where it is interrupted, or to its end.
 *
 * @param stopAt - batches that this call trains
 */
export async function runUntil(
  options: FineTuneOptions,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<{ batches: number; lines: string[] }> {
  const interruption = new AbortController();
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const prefix = options.modelPrefix ?? '';
  const jsonl = new JsonlLog(`${prefix}.jsonl`, { append: true, configuration: {} });
  let batches = 0;
  const run = fineTune(options, {
    logger: { info: log, warning: log },
    signal: interruption.signal,
    onEvent: (event) => {
      jsonl.event(event);
      if (event.type === 'batch' && ++batches === stopAt) interruption.abort('enough');
    },
  });
  if (stopAt === Number.POSITIVE_INFINITY) await run;
  else await assert.rejects(run, { code: 'ERR_INTERRUPTED' });
  jsonl.close();
  return { batches, lines };
}

/** The checksums of everything that a run leaves behind and that does not tell of times. */
export function resultOf(prefix: string): Record<string, string> {
  const folder = dirname(prefix);
  const names = readdirSync(folder).filter((name) =>
    /\.(params|states)$|-symbol\.json$/.test(name),
  );
  return Object.fromEntries(
    names.sort().map((name) => [
      name.replace(basename(prefix), 'PREFIX'),
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** One line of `PREFIX.jsonl`. */
export type LogRecord = Readonly<Record<string, unknown>> & { type: string };

export function readLog(prefix: string): LogRecord[] {
  const lines = readFileSync(`${prefix}.jsonl`, 'utf8').split('\n');
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as LogRecord);
}

/** What was measured, without times: of each window and epoch what was said last. */
export function measuresOf(prefix: string): Record<string, unknown> {
  const measures = new Map<string, unknown>();
  for (const { type, epoch, from, metrics } of readLog(prefix)) {
    if (metrics !== undefined) measures.set(`${type} ${epoch} ${from ?? ''}`, metrics);
  }
  return Object.fromEntries([...measures].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Both runs have left the same bytes and measured the same. */
export function assertSameResult(actual: string, expected: string, what = ''): void {
  assert.deepEqual(resultOf(actual), resultOf(expected), what);
  assert.deepEqual(measuresOf(actual), measuresOf(expected), what);
}
