/**
 * Every error class and every code of this package, in one place.
 *
 * A code is stable: programs may depend on it. The message is for people and may change.
 */

/**
 * Codes of failures inside or around libmxnet.
 *
 * - `ERR_MXNET_CALL`: a C function answered with an error, also when there is not enough memory; `detail` has the library's whole
 *   text.
 * - `ERR_MXNET_DISPOSED`: the object was disposed before.
 * - `ERR_MXNET_LIBRARY_NOT_FOUND`: no libmxnet in any place where it is looked for.
 * - `ERR_MXNET_LIBRARY_NOT_OPEN`: a call was made before the library was opened.
 * - `ERR_MXNET_LIBRARY_OPEN`: the file exists but the loader refused it.
 * - `ERR_MXNET_LIBRARY_VERSION`: not a libmxnet from 1.1 up to, but not including, 2.0.
 * - `ERR_MXNET_SYMBOL_MISSING`: the library lacks a function that this call needs.
 * - `ERR_MXNET_SHUT_DOWN`: the process is ending.
 * - `ERR_MXNET_ADDON`: the native addon of this package could not be loaded.
 */
export type MXNetErrorCode =
  | 'ERR_MXNET_CALL'
  | 'ERR_MXNET_DISPOSED'
  | 'ERR_MXNET_LIBRARY_NOT_FOUND'
  | 'ERR_MXNET_LIBRARY_NOT_OPEN'
  | 'ERR_MXNET_LIBRARY_OPEN'
  | 'ERR_MXNET_LIBRARY_VERSION'
  | 'ERR_MXNET_SYMBOL_MISSING'
  | 'ERR_MXNET_SHUT_DOWN'
  | 'ERR_MXNET_ADDON';

/**
 * Codes of everything that this package finds out by itself.
 *
 * - `ERR_OPTION`: an option is missing, malformed, out of range or does not go with another one.
 * - `ERR_DATA`: a data file is missing, damaged or does not fit the task.
 * - `ERR_CHECKPOINT_NOT_FOUND`: there is no such checkpoint.
 * - `ERR_CHECKPOINT_FORMAT`: the file is not a checkpoint, or a damaged one.
 * - `ERR_CHECKPOINT_MISMATCH`: symbol and parameters do not belong together.
 * - `ERR_HEAD_NOT_FOUND`: the network has no layer that could be replaced, or not the named one.
 * - `ERR_DEVICE`: a device was asked for that this machine or this libmxnet does not have.
 * - `ERR_OUTPUT`: the result cannot be written.
 * - `ERR_INSTALL`: libmxnet could not be fetched.
 * - `ERR_DOWNLOAD`: a model could not be fetched: the network or the server has failed.
 * - `ERR_DIVERGED`: the loss is not a finite number any more.
 * - `ERR_INTERRUPTED`: the run or the call was stopped by an `AbortSignal`.
 * - `ERR_OVERLOADED`: there is more to do than may wait.
 * - `ERR_JOB`: another machine of the same job has failed.
 */
export type FineTuneErrorCode =
  | 'ERR_OPTION'
  | 'ERR_DATA'
  | 'ERR_CHECKPOINT_NOT_FOUND'
  | 'ERR_CHECKPOINT_FORMAT'
  | 'ERR_CHECKPOINT_MISMATCH'
  | 'ERR_HEAD_NOT_FOUND'
  | 'ERR_DEVICE'
  | 'ERR_OUTPUT'
  | 'ERR_INSTALL'
  | 'ERR_DOWNLOAD'
  | 'ERR_DIVERGED'
  | 'ERR_INTERRUPTED'
  | 'ERR_OVERLOADED'
  | 'ERR_JOB';

/** A failure of libmxnet, of its loading, or of the native addon. */
export class MXNetError extends Error {
  override readonly name = 'MXNetError';
  /** What kind of failure. */
  readonly code: MXNetErrorCode;
  /** The C function that failed; empty when none was called. */
  readonly call: string;
  /** The library's whole text, with its own stack trace if it gave one. */
  readonly detail: string;

  constructor(code: MXNetErrorCode, call: string, detail: string, options?: ErrorOptions) {
    super(firstLine(call, detail), options);
    this.code = code;
    this.call = call;
    this.detail = detail;
  }
}

/** Something that this package found out by itself, before or instead of libmxnet. */
export class FineTuneError extends Error {
  override readonly name = 'FineTuneError';
  /** What kind of failure. */
  readonly code: FineTuneErrorCode;

  constructor(code: FineTuneErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * libmxnet's texts begin with the sentence that matters and go on with C++ frames.
 *
 * @internal
 */
export function firstLine(call: string, detail: string): string {
  const line = detail.split('\n', 1)[0] ?? '';
  const text = line.replace(/^(MXNetError: )?(\[[\d:]+\] \S+:\d+: )?/, '').trim();
  return call === '' ? text : `${call}: ${text}`;
}
