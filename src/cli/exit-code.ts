/** How the process ends. */

import {
  FineTuneError,
  type FineTuneErrorCode,
  MXNetError,
  type MXNetErrorCode,
} from '../errors.js';
import type { SignalReason } from './io.js';

/**
 * The exit codes of every command. 1 is left for what should never happen: a defect of this program or of
 * libmxnet.
 */
export const EXIT = {
  ok: 0,
  defect: 1,
  usage: 2,
  data: 3,
  model: 4,
  environment: 5,
  diverged: 6,
  memory: 7,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

const OWN: Record<FineTuneErrorCode, number> = {
  ERR_OPTION: EXIT.usage,
  ERR_DATA: EXIT.data,
  ERR_CHECKPOINT_NOT_FOUND: EXIT.model,
  ERR_CHECKPOINT_FORMAT: EXIT.model,
  ERR_CHECKPOINT_MISMATCH: EXIT.model,
  ERR_HEAD_NOT_FOUND: EXIT.model,
  ERR_DEVICE: EXIT.environment,
  ERR_OUTPUT: EXIT.environment,
  ERR_INSTALL: EXIT.environment,
  ERR_DOWNLOAD: EXIT.environment,
  ERR_DIVERGED: EXIT.diverged,
  ERR_INTERRUPTED: EXIT.SIGINT,
  ERR_OVERLOADED: EXIT.environment,
  ERR_JOB: EXIT.environment,
};

const NATIVE: Record<MXNetErrorCode, number> = {
  ERR_MXNET_CALL: EXIT.defect,
  ERR_MXNET_DISPOSED: EXIT.defect,
  ERR_MXNET_LIBRARY_NOT_FOUND: EXIT.environment,
  ERR_MXNET_LIBRARY_NOT_OPEN: EXIT.defect,
  ERR_MXNET_LIBRARY_OPEN: EXIT.environment,
  ERR_MXNET_LIBRARY_VERSION: EXIT.environment,
  ERR_MXNET_SYMBOL_MISSING: EXIT.environment,
  ERR_MXNET_SHUT_DOWN: EXIT.defect,
  ERR_MXNET_ADDON: EXIT.environment,
};

/** MXNet has no codes of its own: what a failed call was about stands in its text only. */
const NATIVE_TEXTS: readonly (readonly [pattern: RegExp, code: number])[] = [
  // libmxnet puts a space into what it takes for the end of a file's name.
  [/out of memory|memory allocation failed|std: ?:bad_alloc|Failed to allocate/i, EXIT.memory],
  [/\bCUDA\b|cuDNN|cuBLAS|NCCL|compile with USE_CUDA/i, EXIT.environment],
];

/**
 * The exit code that belongs to an error.
 *
 * @param signal - the run's abort signal, which knows whether SIGINT or SIGTERM ended it
 */
export function exitCodeOf(error: unknown, signal?: AbortSignal): number {
  if (error instanceof FineTuneError) {
    if (error.code === 'ERR_INTERRUPTED') return interruption(signal);
    return OWN[error.code];
  }
  if (error instanceof MXNetError) return nativeCode(error);
  // Files that cannot be read or written, in places where nobody knows better.
  if (error instanceof Error && 'syscall' in error) return EXIT.environment;
  return EXIT.defect;
}

function nativeCode(error: MXNetError): number {
  if (error.code !== 'ERR_MXNET_CALL') return NATIVE[error.code];
  const match = NATIVE_TEXTS.find(([pattern]) => pattern.test(error.detail));
  return match?.[1] ?? NATIVE[error.code];
}

function interruption(signal: AbortSignal | undefined): number {
  const reason: unknown = signal?.reason;
  const name = isSignalReason(reason) ? reason.signal : 'SIGINT';
  return EXIT[name];
}

function isSignalReason(reason: unknown): reason is SignalReason {
  return typeof reason === 'object' && reason !== null && 'signal' in reason;
}
