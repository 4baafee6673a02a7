/** Checkpoints behind a port. */

import { basename } from 'node:path';
import { FineTuneError } from '../errors.js';
import { checkNumber, whole, wrong } from '../finetune/check-numbers.js';
import { Classifier } from '../predictor/classifier.js';
import type { ClassifierOptions } from '../predictor/classifier-options.js';
import { checkToken } from './authorization.js';
import { createServer } from './create-server.js';
import {
  DEFAULT_MAX_BODY,
  DEFAULT_MAX_CONCURRENT,
  DEFAULT_TIMEOUT,
  type ServerOptions,
} from './server-options.js';

/** Options of {@link serve}. */
export interface ServeOptions
  extends Omit<ServerOptions, 'models'>,
    Omit<ClassifierOptions, 'maxQueue' | 'maxBytes'> {
  /** @defaultValue `127.0.0.1`: only this machine reaches it */
  host?: string;
  /** 0 takes a free one. @defaultValue 8080 */
  port?: number;
}

/** A server that runs. */
export interface RunningServer {
  /** `http://HOST:PORT` */
  url: string;
  models: ReadonlyMap<string, Classifier>;
  /** Loads every checkpoint anew; no request fails. Those that cannot be loaded stay as they are, and their errors are given. */
  reload: () => Promise<Error[]>;
  /** Answers what has been asked, takes nothing more, and lets go of everything. */
  close: () => Promise<void>;
}

/** Enough for every camera, and decoded in less than a second. */
const DEFAULT_MAX_PIXELS = 2 ** 26;

const LARGEST_PORT = 65535;
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Loads checkpoints and answers questions about images over HTTP.
 *
 * @param prefixes - each model is called as the last part of its prefix
 * @throws `FineTuneError` when a checkpoint cannot be loaded, or the port not be taken
 */
export async function serve(
  prefixes: readonly string[],
  options: ServeOptions = {},
): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8080 } = options;
  checkLimits(options);
  const models = await loadAll(prefixes, options);
  try {
    const { app, drain } = await createServer({ ...options, models });
    const url = await listen(() => app.listen({ host, port }), host, port);
    const close = async () => {
      drain();
      await app.close();
      await disposeAll(models);
    };
    return { url, models, close, reload: () => reloadAll(models) };
  } catch (error) {
    await disposeAll(models);
    throw error;
  }
}

function checkLimits(options: ServeOptions): void {
  const { port, maxBody, maxConcurrent, timeoutMs, token, cors } = options;
  checkNumber('port', port ?? 0, whole(0, LARGEST_PORT));
  checkNumber('maxBody', maxBody ?? DEFAULT_MAX_BODY, whole(1));
  checkNumber('maxConcurrent', maxConcurrent ?? DEFAULT_MAX_CONCURRENT, whole(1));
  checkNumber('timeoutMs', timeoutMs ?? DEFAULT_TIMEOUT, whole(1, LONGEST_TIMEOUT));
  if (token !== undefined) checkToken(token);
  if (cors !== undefined && !isOrigin(cors)) {
    throw wrong('cors', 'be the origin of a web page, as https://example.org', cors);
  }
}

/** Browsers compare it letter by letter with the origin of the page. */
function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && new URL(text).origin === text);
}

async function loadAll(
  prefixes: readonly string[],
  options: ServeOptions,
): Promise<Map<string, Classifier>> {
  if (prefixes.length === 0) throw new FineTuneError('ERR_OPTION', 'name a checkpoint to serve');
  const models = new Map<string, Classifier>();
  try {
    for (const prefix of prefixes) {
      const name = basename(prefix);
      if (models.has(name)) {
        throw new FineTuneError('ERR_OPTION', `two models are called ${name}; rename one`);
      }
      models.set(name, await Classifier.load(prefix, classifierOptions(options)));
    }
    return models;
  } catch (error) {
    await disposeAll(models);
    throw error;
  }
}

function classifierOptions(options: ServeOptions): ClassifierOptions {
  const { maxConcurrent = DEFAULT_MAX_CONCURRENT, maxBody = DEFAULT_MAX_BODY } = options;
  const { device, batchSize, maxBatch, maxDelayMs, maxPixels = DEFAULT_MAX_PIXELS } = options;
  const { epoch, classNames, imageShape, rgbMean, rgbStd, resize, environment } = options;
  return {
    ...defined({ device, batchSize, maxBatch, maxDelayMs }),
    ...{ epoch, classNames, imageShape, rgbMean, rgbStd, resize, environment },
    ...{ maxPixels, maxBytes: maxBody, maxQueue: maxConcurrent },
  };
}

/** Without what is not given. */
function defined(
  options: {
    [Key in keyof ClassifierOptions]: ClassifierOptions[Key] | undefined;
  },
): ClassifierOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as ClassifierOptions;
}

async function listen(start: () => Promise<string>, host: string, port: number): Promise<string> {
  try {
    return await start();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError(
      'ERR_OUTPUT',
      `cannot listen on ${host}:${port}: ${reason}. Choose another --port or --host`,
      { cause },
    );
  }
}

async function reloadAll(models: ReadonlyMap<string, Classifier>): Promise<Error[]> {
  const results = await Promise.allSettled([...models.values()].map((model) => model.reload()));
  return results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as Error] : [],
  );
}

async function disposeAll(models: ReadonlyMap<string, Classifier>): Promise<void> {
  await Promise.all([...models.values()].map((model) => model.dispose()));
}
