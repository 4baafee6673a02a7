/** Files that are read as a whole or in parts, and why they cannot be. */

import { readFile, stat } from 'node:fs/promises';

/** A folder, a device, a pipe: something that has no fixed contents to read. */
export class NotAFile extends Error {
  override readonly name = 'NotAFile';
  /** What it is, in words that follow its name. */
  readonly what: string;

  constructor(file: string, what: string) {
    super(`${file} ${what}`);
    this.what = what;
  }
}

/** Refuses what is no regular file: opening a pipe, for example, would wait for somebody to write into it. */
export async function requireFile(file: string): Promise<void> {
  const stats = await stat(file);
  if (stats.isFile()) return;
  throw new NotAFile(file, stats.isDirectory() ? 'is a folder' : 'is no regular file');
}

/** The contents of a file. */
export async function readWhole(file: string): Promise<Buffer> {
  await requireFile(file);
  return await readFile(file);
}

/**
 * UTF-8, without the mark that some editors put in front.
 *
 * @returns `undefined` when the bytes are something else
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a file is missing, as opposed to unreadable. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

/** Whether a name cannot be read as UTF-8: it is given with this character then, and nothing is found by it. */
export function isMisread(name: string): boolean {
  return name.includes('\uFFFD');
}

/** Why nothing is found by a name that its folder lists. */
export function whyGone(name: string): string {
  return isMisread(name) ? NOT_UTF8 : 'a link that leads nowhere';
}

const NOT_UTF8 = 'has a name that is not UTF-8: rename it';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is no folder',
  EISDIR: 'is a folder',
  EACCES: 'may not be read: check its permissions',
  EPERM: 'may not be read: check its permissions',
  ELOOP: 'cannot be reached: its path is a circle of links',
  ENAMETOOLONG: 'cannot exist: its name is too long',
  ERR_INVALID_ARG_VALUE: 'cannot exist: its name contains a null character',
};

/** Why a file cannot be read, in words that follow its name. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof NotAFile) return error.what;
  if (isMissing(error) && isMisread((error as NodeJS.ErrnoException).path ?? '')) return NOT_UTF8;
  const code = codeOf(error) ?? '';
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return reason ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return String(error.code);
}
