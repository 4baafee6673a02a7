/** Names of files that are not finished yet. */

import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Host, process, random number. */
const TEMPORARY = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A hidden name in the same folder, which tells whose it is. */
export function temporaryName(file: string): string {
  const owner = `${HOST}-${process.pid}-${randomBytes(6).toString('hex')}`;
  return join(dirname(file), `.${basename(file)}.${owner}.tmp`);
}

/** Whether a name is that of an unfinished file whose writer, a process of this machine, has ended. */
export function isAbandoned(name: string): boolean {
  const [, host, pid] = TEMPORARY.exec(name) ?? [];
  return host === HOST && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
