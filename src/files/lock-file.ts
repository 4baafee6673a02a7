/** Files that say: somebody is at work here. */

import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.js';
import { isMissing } from './readable.js';
import { takeoverName, temporaryName } from './temporary-name.js';

/** Who holds a lock. */
export interface LockOwner extends ProcessIdentity {
  /** Since when: an ISO date. */
  since: string;
}

/** A lock that is somebody else's. */
export class Locked extends Error {
  override readonly name = 'Locked';
  readonly file: string;
  /** `undefined` when the file does not tell. */
  readonly owner: LockOwner | undefined;

  constructor(file: string, owner: LockOwner | undefined) {
    super(`${file} is locked`);
    this.file = file;
    this.owner = owner;
  }
}

/** File systems without links to files. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** What this process has to take away when it ends in a hurry. */
const held = new Set<LockFile>();

/** A lock that this process holds until it gives it back or ends. */
export class LockFile implements Disposable {
  /** Whose lock was taken over: a process of this machine that has ended. */
  readonly tookOver: LockOwner | undefined;
  readonly #file: string;
  readonly #text: string;

  private constructor(file: string, text: string, tookOver: LockOwner | undefined) {
    this.#file = file;
    this.#text = text;
    this.tookOver = tookOver;
    if (held.size === 0) process.on('exit', releaseAll);
    held.add(this);
  }

  /**
   * Takes a lock. That of a process of this machine which has ended is taken over.
   *
   * @throws {@link Locked} when it is another process's, or another run's of this one
   */
  static async acquire(file: string): Promise<LockFile> {
    const owner: LockOwner = { ...thisProcess(), since: new Date().toISOString() };
    const text = `${JSON.stringify(owner)}\n`;
    let tookOver: LockOwner | undefined;
    while (!(await create(file, text))) {
      const found = await read(file);
      if (found === undefined) continue;
      const other = parseOwner(found);
      if (other === undefined || isRunning(other) !== false) throw new Locked(file, other);
      if (await removeLeft(file, found, other)) tookOver = other;
    }
    return new LockFile(file, text, tookOver);
  }

  /** Gives it back. */
  release(): void {
    if (!held.delete(this)) return;
    if (held.size === 0) process.off('exit', releaseAll);
    try {
      // Somebody may have removed it, and another process taken it.
      if (readFileSync(this.#file, 'utf8') === this.#text) rmSync(this.#file);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

function releaseAll(): void {
  for (const lock of held) lock.release();
}

/** Makes the file with its whole text, unless there is one. */
async function create(file: string, text: string): Promise<boolean> {
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, text, { flag: 'wx', flush: true });
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.has(code)) throw error;
    return await createAtOnce(file, text);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function createAtOnce(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', flush: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Removes a lock as it was read, unless another process has taken it over since. Whoever does so holds a lock for just that, named
 * by what is removed: nobody else can remove it between the look and the removal, nor what has come in its place.
 *
 * @throws {@link Locked} when another process is about to take it over
 */
async function removeLeft(file: string, text: string, left: ProcessIdentity): Promise<boolean> {
  using _right = await rightToTakeOver(file, text, left);
  if ((await read(file)) !== text) return false;
  await rm(file, { force: true });
  return true;
}

async function rightToTakeOver(
  file: string,
  text: string,
  left: ProcessIdentity,
): Promise<LockFile> {
  try {
    return await LockFile.acquire(takeoverName(file, left, text));
  } catch (error) {
    throw error instanceof Locked ? new Locked(file, error.owner) : error;
  }
}

function parseOwner(text: string): LockOwner | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { host, pid, started, since } = (content ?? {}) as Partial<Record<string, unknown>>;
  const isOwner =
    typeof host === 'string' &&
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 &&
    typeof started === 'string' &&
    typeof since === 'string';
  return isOwner ? { host, pid: pid as number, started, since } : undefined;
}
