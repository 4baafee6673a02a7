/** Names of files that are not finished yet. */

import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning, startOf, thisProcess } from './process-identity.js';

/** Host, process, when that was started, random number. */
const TEMPORARY = /^\..+\.([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[0-9a-f]{12}\.tmp$/;

/** A hidden name in the same folder, which tells whose it is. */
export function temporaryName(file: string): string {
  const { host, pid, started } = thisProcess();
  const owner = `${short(host)}-${pid}-${short(started)}-${randomBytes(6).toString('hex')}`;
  return join(dirname(file), `.${basename(file)}.${owner}.tmp`);
}

/** Whether a name is that of an unfinished file whose writer, a process of this machine, has ended. */
export function isAbandoned(name: string): boolean {
  const [, host, pid, started] = TEMPORARY.exec(name) ?? [];
  if (host !== short(hostname())) return false;
  const now = { host: hostname(), pid: Number(pid), started: '' };
  // Another process may have got the number since.
  return isRunning(now) === false || short(startOf(now.pid)) !== started;
}

/** Names are limited in length. */
function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
