/** What a record must look like. */

import {
  anything,
  count,
  dictionary,
  either,
  flag,
  list,
  nullable,
  number,
  object,
  oneOf,
  pair,
  type Shape,
  text,
} from '../../files/json-shape.js';
import type { SavedValue } from './participants.js';
import type { RunRecord } from './run-record.js';

const SHA256 = /^[0-9a-f]{64}$/;

const sha256: Shape<string> = (value, path) => {
  if (typeof value === 'string' && SHA256.test(value)) return value;
  throw new RangeError(`${path} is not a SHA-256 checksum`);
};

const saved = anything as Shape<SavedValue>;

const metrics = list(pair(text, number));

const identity = object({ records: count, bytes: count, sha256 });

/** The contents of a record's file; unknown parts are left out. */
export const recordShape: Shape<RunRecord> = object({
  run: text,
  sequence: count,
  savedAt: text,
  versions: dictionary(text),
  position: object({
    epoch: count,
    batch: count,
    phase: oneOf('training', 'trained', 'validated'),
  }),
  batches: count,
  continuous: flag,
  seconds: number,
  begin: object({
    epoch: count,
    pretrained: object({ given: text, prefix: text, epoch: count }),
  }),
  files: object({ symbol: sha256, params: sha256, states: sha256, sums: nullable(sha256) }),
  network: object({
    lastKept: text,
    labelName: text,
    backbone: list(text),
    head: list(text),
    initialized: list(text),
  }),
  optimizer: object({
    learningRate: number,
    numUpdate: count,
    counts: list(pair(either(count, text), count)),
    scalars: dictionary(number),
    schedule: nullable(dictionary(number)),
  }),
  metrics: object({ state: dictionary(number), train: metrics, validation: metrics }),
  progress: dictionary(saved),
  decisive: object({
    options: dictionary(saved),
    data: object({ train: nullable(identity), validation: nullable(identity) }),
    library: text,
    environment: dictionary(text),
  }),
});
