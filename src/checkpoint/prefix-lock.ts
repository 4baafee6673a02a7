/** One run at a time writes to a prefix. */

import { FineTuneError } from '../errors.js';
import { Locked, LockFile, type LockOwner } from '../files/lock-file.js';
import { thisProcess } from '../files/process-identity.js';

/** `PREFIX.lock`. */
export function lockFile(prefix: string): string {
  return `${prefix}.lock`;
}

/** The right to write to a prefix, until it is disposed or the process ends. */
export class PrefixLock implements Disposable {
  /** Whose lock was taken over, in words. */
  readonly tookOver: string | undefined;
  readonly #lock: LockFile;

  private constructor(lock: LockFile, tookOver: string | undefined) {
    this.#lock = lock;
    this.tookOver = tookOver;
  }

  /**
   * Takes the lock. One that a killed run of this machine has left is taken over.
   *
   * @throws {@link FineTuneError} `ERR_OUTPUT` when another run writes to the prefix, or one of another machine may do so
   */
  static async acquire(prefix: string): Promise<PrefixLock> {
    const file = lockFile(prefix);
    try {
      const lock = await LockFile.acquire(file);
      const { tookOver } = lock;
      return new PrefixLock(
        lock,
        tookOver &&
          `${file} was left by ${processOf(tookOver)}, which has ended without having finished; it is taken over`,
      );
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      throw new FineTuneError('ERR_OUTPUT', refusal(prefix, error.owner), { cause: error });
    }
  }

  [Symbol.dispose](): void {
    this.#lock.release();
  }
}

function refusal(prefix: string, owner: LockOwner | undefined): string {
  const file = lockFile(prefix);
  if (owner === undefined) {
    return `${file} is there, but does not tell whose it is. If no run writes to ${prefix}, remove it; or choose another --model-prefix`;
  }
  const { host } = thisProcess();
  if (owner.host === host) {
    return `another run writes to ${prefix}: ${processOf(owner)} of this machine. Wait for its end, or choose another --model-prefix`;
  }
  return (
    `another run writes to ${prefix}, or was killed: ${processOf(owner)} of the machine ${owner.host}. ` +
    `If it does not run any more, remove ${file}; or choose another --model-prefix`
  );
}

function processOf({ pid, since }: LockOwner): string {
  return `process ${pid} (since ${since})`;
}
