/** Real Python MXNet, in the environment that the set-up made. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './paths.js';

/** Both sides compute with one thread: their number decides about the last bits. */
export const ONE_THREAD: NodeJS.ProcessEnv = { ...process.env, OMP_NUM_THREADS: '1' };

const PYTHON = join(ROOT, '.venv', 'bin', 'python');

/** What a program has printed. */
export interface Output {
  stdout: string;
  stderr: string;
}

/**
 * Runs a Python program of `test/`.
 *
 * @param program - path below `test/`
 * @param env - on top of this process's environment
 */
export async function runPython(
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Output> {
  return await promisify(execFile)(PYTHON, [join(ROOT, 'test', program), ...args], {
    env: { ...ONE_THREAD, ...env },
    maxBuffer: 1 << 28,
  });
}

/** Runs lines of Python and reads the JSON that they print on stdout. */
export async function pythonJson<Result>(lines: string): Promise<Result> {
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', lines], {
    env: ONE_THREAD,
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout) as Result;
}
