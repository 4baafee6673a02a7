/** Names of files that are not finished yet. */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { checksumOfContent } from './checksum.js';
import { isRunning, type ProcessIdentity, startOf, thisProcess } from './process-identity.js';

/** Host, process, when that was started, and a number of its own. */
const TEMPORARY = /^\..+\.([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[0-9a-f]{12}\.tmp$/;

/** A hidden name in the same folder, which tells whose it is. */
export function temporaryName(file: string): string {
  return nameOf(file, thisProcess(), randomBytes(6).toString('hex'));
}

/**
 * The name under which processes agree on who takes over what another one has left: it depends on that alone, and is one of those
 * that {@link isAbandoned} knows.
 */
export function takeoverName(file: string, left: ProcessIdentity, contents: string): string {
  return nameOf(file, left, checksumOfContent(contents).slice(0, 12));
}

/** Whether a name is that of an unfinished file whose writer, a process of this machine, has ended. */
export function isAbandoned(name: string): boolean {
  const [, host, pid, started] = TEMPORARY.exec(name) ?? [];
  if (host !== short(hostname())) return false;
  const now = { host: hostname(), pid: Number(pid), started: '' };
  // Another process may have got the number since.
  return isRunning(now) === false || short(startOf(now.pid)) !== started;
}

function nameOf(file: string, { host, pid, started }: ProcessIdentity, last: string): string {
  const owner = `${short(host)}-${pid}-${short(started)}-${last}`;
  return join(dirname(file), `.${basename(file)}.${owner}.tmp`);
}

/** Names are limited in length. */
function short(text: string): string {
  return checksumOfContent(text).slice(0, 8);
}
