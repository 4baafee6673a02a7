/** How models are fetched, and what that gives. */

import type { Logger } from '../runtime/logger.js';

/** How far the download of a file is. */
export interface DownloadProgress {
  /** The file's address. */
  source: string;
  /** Bytes that are there. */
  received: number;
  /** Bytes of the whole file, if known. */
  total: number | undefined;
}

/** How models are fetched. */
export interface ModelZooOptions {
  /** The base address. @defaultValue `MXNET_FINETUNE_MODELZOO` */
  url?: string | undefined;
  /** A file of checksums as `sha256sum` writes it. Then a model without a checksum in it is refused. */
  checksums?: string | undefined;
  /** Use only what is in the cache. @defaultValue false */
  offline?: boolean | undefined;
  logger?: Logger;
  /** Stops a download; what has arrived is kept for the next one. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** After how many milliseconds without a byte a connection counts as broken. @defaultValue 30000 */
  timeoutMs?: number | undefined;
  /** @internal */
  retryDelayMs?: number | undefined;
  /** @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv;
}

/** A checkpoint in the cache. */
export interface CachedModel {
  name: string;
  prefix: string;
  epoch: number;
  /** Whether it was there already. */
  alreadyThere: boolean;
}
