/** Records of runs that have not happened. */

import { writeFileSync } from 'node:fs';

/** A record before its time is known. */
export type MadeUpRecord = Readonly<Record<string, unknown>> & { type: string };

/** A start of ten batches in an epoch. */
export function startRecord(changes: Readonly<Record<string, unknown>> = {}): MadeUpRecord {
  return {
    type: 'start',
    format: 1,
    versions: { 'mxnet-finetune': '0.1.0', libmxnet: '1.9.1', node: '20.19.0' },
    library: '/lib/libmxnet.so',
    configuration: { 'num-epochs': 3, lr: 0.01, 'data-train': 'train.rec', 'data-val': null },
    batches: 10,
    beginEpoch: 0,
    numEpochs: 3,
    images: 320,
    device: 'cpu(0)',
    resumes: false,
    ...changes,
  };
}

/** What an epoch tells, from 0: a window in its middle, its end, its validation. */
export function epochRecords(epoch: number, train: number, validation: number): MadeUpRecord[] {
  return [
    {
      ...{ type: 'window', epoch, from: 0, to: 4, speed: 100 + epoch },
      metrics: { accuracy: train - 0.01 },
    },
    { type: 'epoch', epoch, seconds: 2, metrics: { accuracy: train } },
    { type: 'checkpoint', epoch: epoch + 1, file: `m-000${epoch + 1}.params` },
    { type: 'validation', epoch, metrics: { accuracy: validation } },
  ];
}

/** Lines of a log, a second apart. */
export function logText(records: readonly MadeUpRecord[]): string {
  const time = (i: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, i)).toISOString();
  return records.map((record, i) => `${JSON.stringify({ time: time(i), ...record })}\n`).join('');
}

/** Writes `PREFIX.jsonl` of a run of so many epochs, whose accuracies grow. */
export function writeRunLog(prefix: string, epochs: number, lr = 0.01): void {
  const records = Array.from({ length: epochs }, (_, epoch) => [
    ...epochRecords(epoch, 1 - 0.5 / (epoch + 1), 0.9 - 0.5 / (epoch + 1)),
    { type: 'best', epoch, metric: 'accuracy', value: 0.9 - 0.5 / (epoch + 1), file: null },
  ]);
  const start = startRecord({ configuration: { lr, 'data-train': 'train.rec', dtype: 'float32' } });
  const end = { type: 'end', status: 'completed', reason: 'epochs' };
  writeFileSync(`${prefix}.jsonl`, logText([start, ...records.flat(), end]));
}
