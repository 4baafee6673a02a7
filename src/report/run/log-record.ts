/** What the records of `PREFIX.jsonl` must look like. `run-log.schema.json` says what they mean. */

import {
  count,
  dictionary,
  flag,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Shape,
  text,
} from '../../files/json-shape.js';

/** The newest form of records that is known. */
export const LOG_FORMAT = 1;

const time: Shape<string> = (value, path) => {
  const written = text(value, path);
  if (!Number.isNaN(Date.parse(written))) return written;
  throw new RangeError(`${path} is not a date`);
};

/** The value of an option. */
export type Setting = string | number | boolean | null;

/** Metrics by name; `null` for what is no finite number. */
export type LoggedMetrics = Readonly<Record<string, number | null>>;

/** The best epoch, from 0. */
export interface LoggedBest {
  epoch: number;
  metric: string;
  value: number;
  file: string | null;
}

interface Timed {
  time: string;
}

interface Records {
  start: Timed & {
    format: number;
    versions: Record<string, string>;
    configuration: Record<string, Setting>;
    batches: number;
    beginEpoch: number;
    numEpochs: number;
    images: number;
    rank: number | undefined;
    workers: number | undefined;
    device: string;
    resumes: boolean | undefined;
  };
  resume: Timed & { epoch: number; batch: number; file: string; replayed: number };
  state: Timed & { epoch: number; batch: number; file: string };
  window: Timed & {
    epoch: number;
    from: number;
    to: number;
    speed: number;
    metrics: LoggedMetrics;
  };
  epoch: Timed & { epoch: number; seconds: number; metrics: LoggedMetrics };
  validation: Timed & { epoch: number; metrics: LoggedMetrics };
  checkpoint: Timed & { epoch: number; file: string };
  divergence: Timed & { epoch: number; batch: number; action: string; images: string[] };
  best: Timed & LoggedBest;
  warning: Timed & { message: string };
  end: Timed & {
    status: 'completed' | 'interrupted' | 'failed';
    reason: 'epochs' | 'early-stopping' | 'max-time' | undefined;
    best: LoggedBest | undefined;
    message: string | undefined;
  };
}

/** The kinds of records that are known. */
export type LogRecordType = keyof Records;

/** One line of a log. */
export type LogRecord = {
  [Type in LogRecordType]: { readonly type: Type } & Readonly<Records[Type]>;
}[LogRecordType];

/** A record of one kind. */
export type LogRecordOf<Type extends LogRecordType> = Extract<LogRecord, { type: Type }>;

const setting: Shape<Setting> = (value, path) => {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    return value as Setting;
  }
  throw new RangeError(`${path} is not a text, a number, true, false or null`);
};

const metrics = dictionary(nullable(number));

const best = { epoch: count, metric: text, value: number, file: nullable(text) };

const SHAPES: { readonly [Type in LogRecordType]: Shape<Records[Type]> } = {
  start: object({
    ...{ time, format: count, versions: dictionary(text), configuration: dictionary(setting) },
    ...{ batches: count, beginEpoch: count, numEpochs: count, images: count, device: text },
    ...{ rank: optional(count), workers: optional(count), resumes: optional(flag) },
  }),
  resume: object({ time, epoch: count, batch: count, file: text, replayed: count }),
  state: object({ time, epoch: count, batch: count, file: text }),
  window: object({ time, epoch: count, from: number, to: count, speed: number, metrics }),
  epoch: object({ time, epoch: count, seconds: number, metrics }),
  validation: object({ time, epoch: count, metrics }),
  checkpoint: object({ time, epoch: count, file: text }),
  divergence: object({ time, epoch: count, batch: count, action: text, images: list(text) }),
  best: object({ time, ...best }),
  warning: object({ time, message: text }),
  end: object({
    time,
    status: oneOf('completed', 'interrupted', 'failed'),
    reason: optional(oneOf('epochs', 'early-stopping', 'max-time')),
    best: optional(object(best)),
    message: optional(text),
  }),
};

/**
 * One line, read.
 *
 * @returns the name of its kind when that is not known
 * @throws Error telling what is wrong with it
 */
export function parseLogRecord(line: string): LogRecord | string {
  const content: unknown = JSON.parse(line);
  const { type } = object({ type: text })(content, '');
  if (!Object.hasOwn(SHAPES, type)) return type;
  return { type, ...SHAPES[type as LogRecordType](content, '') } as LogRecord;
}
