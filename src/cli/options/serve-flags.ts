/** The options of `serve`. */

import type { Flag } from './flag.js';
import { PREDICT_FLAGS } from './predict-flags.js';

const SERVER = 'Server:';
const LIMITS = 'Limits:';

/** What is said of the model is said as in `predict`; the question says how many classes are wanted. */
const { 'top-k': _, ...MODEL_FLAGS } = PREDICT_FLAGS;

/** Options that take a value. */
export const SERVE_FLAGS: Readonly<Record<string, Flag>> = {
  host: {
    group: SERVER,
    type: 'text',
    describe: 'address to listen on',
    shownDefault: '127.0.0.1',
  },
  port: { group: SERVER, type: 'int', describe: 'port; 0 takes a free one', shownDefault: 8080 },
  'token-file': {
    group: SERVER,
    type: 'text',
    describe: 'file with the token that requests must bear; or MXNET_FINETUNE_TOKEN',
    shownDefault: 'no token',
  },
  cors: {
    group: SERVER,
    type: 'text',
    describe: 'origin of web pages that may ask, as https://example.org',
    shownDefault: 'none',
  },
  'max-batch': {
    group: SERVER,
    type: 'int',
    describe: 'images that are computed together, at most',
    shownDefault: 16,
  },
  'max-delay-ms': {
    group: SERVER,
    type: 'float',
    describe: 'how long an image waits for others',
    shownDefault: 5,
  },
  'max-concurrent': {
    group: LIMITS,
    type: 'int',
    describe: 'requests in work; further ones are answered with 503',
    shownDefault: 64,
  },
  'max-body': {
    group: LIMITS,
    type: 'int',
    describe: 'bytes of a request',
    shownDefault: '16 MiB',
  },
  'max-pixels': {
    group: LIMITS,
    type: 'int',
    describe: 'pixels of an image',
    shownDefault: '64 Mi',
  },
  'timeout-ms': {
    group: LIMITS,
    type: 'int',
    describe: 'how long a request may take',
    shownDefault: 30_000,
  },
  ...MODEL_FLAGS,
};
