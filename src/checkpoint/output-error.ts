/** Results that cannot be written. */

import { FineTuneError, MXNetError } from '../errors.js';
import { NotAFile } from '../files/readable.js';

/** The disk has not enough room. */
export class NoSpace extends Error {
  constructor(needed: number, available: number) {
    super(`${needed} bytes are needed, there is room for ${available}`);
  }
}

/** What the system says when nothing more fits. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What is wrong with a path when its folder is not. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'a folder has this name',
  EEXIST: 'a file has the name of its folder',
  ENOTDIR: 'a file has the name of its folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ELOOP: 'its path is a circle of links',
  ENAMETOOLONG: 'its name is too long',
};

/** Errors that have been explained before, or are about what was to be written, not how. */
const TOLD: ReadonlySet<string> = new Set(['ERR_OUTPUT', 'ERR_DATA']);

/** How to write somewhere else. */
const OTHER_PREFIX = 'choose another --model-prefix';

/**
 * Turns what goes wrong while a file is written into an error that names the file and the way out.
 *
 * @param elsewhere - how to choose another place
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function reporting<Result>(
  target: string,
  write: () => Promise<Result>,
  elsewhere: string = OTHER_PREFIX,
): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    throw outputError(target, cause, elsewhere);
  }
}

/** {@link reporting} for what needs no waiting. */
export function reportingSync<Result>(target: string, write: () => Result): Result {
  try {
    return write();
  } catch (cause) {
    throw outputError(target, cause, OTHER_PREFIX);
  }
}

function outputError(target: string, cause: unknown, elsewhere: string): unknown {
  if (cause instanceof FineTuneError && TOLD.has(cause.code)) return cause;
  const code = cause instanceof Error && 'syscall' in cause && 'code' in cause ? cause.code : '';
  const message = cause instanceof Error ? cause.message : '';
  const failure = (reason: string, remedy: string) =>
    new FineTuneError(
      'ERR_OUTPUT',
      `cannot write ${target}: ${reason}. ${remedy}, or ${elsewhere}`,
      { cause },
    );
  if (cause instanceof NoSpace || FULL.has(String(code))) {
    return failure(`the disk is full: ${message}`, 'Make room');
  }
  // libmxnet does not tell why its bytes were not taken, if it notices at all.
  if (cause instanceof MXNetError || cause instanceof FineTuneError) {
    const reason = cause instanceof MXNetError ? message : 'not all bytes have arrived';
    return failure(reason, 'Make sure that the disk is not full and no quota is used up');
  }
  if (cause instanceof NotAFile) return failure(message, 'Remove it');
  if (code === '') return cause;
  return failure(REASONS[String(code)] ?? message, 'Check the folder and its permissions');
}
