/** Child processes as the unit under test. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { compiledTest } from './paths.js';

/** How a process has ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Options of {@link runNode}. */
export interface RunNodeOptions {
  args?: readonly string[];
  /** Options of node itself. */
  nodeArgs?: readonly string[];
  /** On top of this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** After how many milliseconds the process counts as hanging. */
  deadline?: number;
  /** Kills the process when it is aborted. */
  kill?: AbortSignal;
}

/**
 * Runs a compiled program of `test/` to its end.
 *
 * @param program - path below `test/`, with the ending `.js`
 * @throws when it has not ended by the deadline; the message has what it wrote until then
 */
export async function runNode(program: string, options: RunNodeOptions = {}): Promise<Ended> {
  const { args = [], nodeArgs = [], env = {}, deadline = 60_000, kill } = options;
  const child = spawn(process.execPath, [...nodeArgs, compiledTest(program), ...args], {
    env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const running = child.exitCode === null && child.signalCode === null;
      const state = running ? 'has not exited' : 'has exited, but something keeps its output open';
      const call = [program, ...args].join(' ');
      child.kill('SIGKILL');
      reject(
        new Error(
          `${call} ${state} after ${deadline} ms\nstdout: ${written.stdout}\nstderr: ${written.stderr}`,
        ),
      );
    }, deadline);
    kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...written });
    });
  });
}

/** Asserts that a process ended with a code of its own, not by a crash, and wrote nothing to stderr. */
export function assertEnded(ended: Ended, code: number, what: string): void {
  assert.deepEqual(
    { code: ended.code, signal: ended.signal, stderr: ended.stderr },
    { code, signal: null, stderr: '' },
    `${what}: ended with code ${ended.code}, signal ${ended.signal}\n${ended.stderr}`,
  );
}
