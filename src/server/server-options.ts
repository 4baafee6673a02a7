/** How a server behaves. */

import type { Classifier } from '../predictor/classifier.js';
import type { Logger } from '../runtime/logger.js';

/** Options of {@link createServer}. */
export interface ServerOptions {
  /** The models by name; the first one answers when a request names none. */
  models: ReadonlyMap<string, Classifier>;
  /** Longer bodies are answered with 413. @defaultValue 16 MiB */
  maxBody?: number;
  /** Requests that may be in work at a time; further ones are answered with 503. @defaultValue 64 */
  maxConcurrent?: number;
  /** A request that takes longer is answered with 503, or 408 while its body is still coming. @defaultValue 30 000 */
  timeoutMs?: number;
  /** What requests must send as `Authorization: Bearer TOKEN`; without it nothing is asked for. */
  token?: string | undefined;
  /** The web page that may ask from a browser, as `https://example.org`. @defaultValue none */
  cors?: string | undefined;
  /** Told the cause of every answer of 500. */
  logger?: Logger;
  /** Adds the process's own figures to `/metrics`; once in a process. @defaultValue false */
  processMetrics?: boolean;
}

/** Bytes of a request's body. */
export const DEFAULT_MAX_BODY: number = 16 * 2 ** 20;

/** Requests in work. */
export const DEFAULT_MAX_CONCURRENT = 64;

/** Milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;
