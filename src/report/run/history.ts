/** What has become of a run: its records put together, also over interruptions. */

import type { LoggedMetrics, LogRecord, LogRecordOf } from './log-record.js';

/** One epoch that was trained. */
export interface EpochHistory {
  /** Counted as checkpoints are: `PREFIX-0001.params` is epoch 1. */
  epoch: number;
  /** `undefined` when the epoch was only validated. */
  seconds: number | undefined;
  train: LoggedMetrics;
  validation: LoggedMetrics;
  /** The file of its values, if they were saved. */
  checkpoint: string | undefined;
}

/** Some batches of an epoch. */
export interface WindowHistory {
  /** Where its last batch lies: 1.5 is the middle of the second epoch. */
  epochs: number;
  /** Images per second. */
  speed: number;
  metrics: LoggedMetrics;
}

/** Something that happened at one moment of a run. */
export interface Incident {
  /** As {@link WindowHistory.epochs}. */
  epochs: number;
  kind: 'resumed' | 'diverged';
  text: string;
}

/** The best epoch, counted as checkpoints are. */
export interface BestHistory {
  epoch: number;
  metric: string;
  value: number;
}

/** A whole run. */
export interface RunHistory {
  /** Of the part of the run that was started last. */
  start: LogRecordOf<'start'>;
  /** When its first part was started, and when something was last told: ISO dates. */
  began: string;
  lastTold: string;
  /** `undefined` for a run that goes on, or was killed. */
  end: LogRecordOf<'end'> | undefined;
  best: BestHistory | undefined;
  /** Ascending. */
  epochs: readonly EpochHistory[];
  windows: readonly WindowHistory[];
  incidents: readonly Incident[];
  /** Each once. */
  warnings: readonly string[];
}

/** Puts the records of a log together; the first one that counts is a start. */
export function historyOf(records: readonly LogRecord[]): RunHistory | undefined {
  const builder = new HistoryBuilder();
  for (const record of records) builder.add(record);
  return builder.result();
}

interface Window extends WindowHistory {
  epoch: number;
  to: number;
}

class HistoryBuilder {
  #start: LogRecordOf<'start'> | undefined;
  #began = '';
  #lastTold = '';
  #end: LogRecordOf<'end'> | undefined;
  #best: BestHistory | undefined;
  readonly #epochs = new Map<number, EpochHistory>();
  #windows: Window[] = [];
  #incidents: Incident[] = [];
  readonly #warnings = new Set<string>();

  add(record: LogRecord): void {
    if (this.#start === undefined && record.type !== 'start') return;
    this.#lastTold = record.time;
    if (record.type !== 'start') this.#addTo(record);
    else this.#begin(record);
  }

  result(): RunHistory | undefined {
    if (this.#start === undefined) return undefined;
    return {
      ...{ start: this.#start, began: this.#began, lastTold: this.#lastTold },
      ...{ end: this.#end, best: this.#best },
      epochs: [...this.#epochs.values()].sort((a, b) => a.epoch - b.epoch),
      windows: this.#windows.map(({ epochs, speed, metrics }) => ({ epochs, speed, metrics })),
      ...{ incidents: this.#incidents, warnings: [...this.#warnings] },
    };
  }

  #begin(start: LogRecordOf<'start'>): void {
    if (this.#start === undefined || (!start.resumes && start.beginEpoch === 0)) {
      this.#began = start.time;
      this.#warnings.clear();
    }
    this.#start = start;
    this.#end = undefined;
    // A run that goes on with a state says where it does so in a record of its own.
    if (!start.resumes) this.#forget(start.beginEpoch);
  }

  #addTo(record: Exclude<LogRecord, { type: 'start' }>): void {
    switch (record.type) {
      case 'window':
        this.#addWindow(record);
        break;
      case 'epoch':
        Object.assign(this.#epoch(record.epoch), {
          ...{ seconds: record.seconds, train: record.metrics },
        });
        break;
      case 'validation':
        this.#epoch(record.epoch).validation = record.metrics;
        break;
      case 'checkpoint':
        if (record.epoch > 0) this.#epoch(record.epoch - 1).checkpoint = record.file;
        break;
      case 'best':
        this.#best = bestOf(record);
        break;
      case 'end':
        this.#end = record;
        if (record.best !== undefined) this.#best = bestOf(record.best);
        break;
      case 'warning':
        this.#warnings.add(record.message);
        break;
      default:
        this.#addIncident(record);
    }
  }

  #addWindow({ epoch, to, speed, metrics }: LogRecordOf<'window'>): void {
    this.#windows.push({ epoch, to, epochs: this.#place(epoch, to + 1), speed, metrics });
  }

  #addIncident(record: LogRecordOf<'resume' | 'divergence' | 'state'>): void {
    if (record.type === 'state') return;
    const epochs = this.#place(record.epoch, record.batch);
    if (record.type === 'resume') {
      this.#forget(record.epoch + 1);
      this.#windows = this.#windows.filter(
        ({ epoch, to }) => epoch !== record.epoch || to < record.batch,
      );
      this.#incidents = this.#incidents.filter((incident) => incident.epochs < epochs);
      this.#incidents.push({ epochs, kind: 'resumed', text: `went on with ${record.file}` });
      return;
    }
    const { epoch, batch, action, images } = record;
    const names = images.length > 0 ? ` (${images.slice(0, 3).join(', ')})` : '';
    const text = `the loss was not finite in batch ${batch} of epoch ${epoch + 1}${names}: ${action}`;
    this.#incidents.push({ epochs, kind: 'diverged', text });
  }

  /** Later epochs are told once more. */
  #forget(from: number): void {
    for (const epoch of this.#epochs.keys()) if (epoch >= from) this.#epochs.delete(epoch);
    this.#windows = this.#windows.filter(({ epoch }) => epoch < from);
    this.#incidents = this.#incidents.filter(({ epochs }) => epochs < from);
    if (this.#best !== undefined && this.#best.epoch > from) this.#best = undefined;
  }

  #epoch(index: number): EpochHistory {
    let epoch = this.#epochs.get(index);
    if (epoch === undefined) {
      epoch = {
        epoch: index + 1,
        seconds: undefined,
        train: {},
        validation: {},
        checkpoint: undefined,
      };
      this.#epochs.set(index, epoch);
    }
    return epoch;
  }

  #place(epoch: number, batches: number): number {
    return epoch + Math.min(1, batches / Math.max(1, this.#start?.batches ?? 1));
  }
}

function bestOf({ epoch, metric, value }: BestHistory): BestHistory {
  return { epoch: epoch + 1, metric, value };
}
