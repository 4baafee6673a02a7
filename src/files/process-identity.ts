/** Which process something belongs to, so that another one can tell whether it still runs. */

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process among all of all machines and times. */
export interface ProcessIdentity {
  /** The name of its machine. */
  host: string;
  pid: number;
  /** When it was started, since which start of the machine; empty where the system does not tell. */
  started: string;
}

/** Fields of `/proc/PID/stat`, counted from the one behind the name. */
const STATE = 0;
const START_TIME = 19;

let own: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
  own ??= { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  return own;
}

/**
 * Whether a process runs: one of this machine that has ended does not, nor one whose number another process has taken since.
 *
 * @returns `undefined` for a process of another machine, of which nothing is known
 */
export function isRunning({ host, pid, started }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined;
  if (!exists(pid)) return false;
  const now = startOf(pid);
  return started === '' || now === '' || now === started;
}

/** When a process of this machine was started; empty where the system does not tell. */
export function startOf(pid: number): string {
  const time = statOf(pid)?.[START_TIME];
  if (time === undefined) return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${time}`;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A zombie has ended, and nobody has asked how.
  return !/^[ZX]$/.test(statOf(pid)?.[STATE] ?? '');
}

function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
