/** Child processes. Never while work is pending in libmxnet: see the gate. */

import { type StdioOptions, spawn } from 'node:child_process';

/** How to run a program. */
export interface RunOptions {
  environment: NodeJS.ProcessEnv;
  cwd?: string;
  /** Ends the program. */
  signal?: AbortSignal | undefined;
  /**
   * Whether what it prints on stdout goes to this process's stderr at once instead of into the result.
   *
   * @defaultValue false
   */
  showOutput?: boolean;
}

/** How a program ended. */
export interface ProgramResult {
  /** `null` when a signal ended it or it could not be started. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Why it could not be started, for example `ENOENT`. */
  failure: string | undefined;
}

/** Runs a program to its end. It never rejects: how it ended is the result. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const stdio: StdioOptions = ['ignore', options.showOutput ? process.stderr : 'pipe', 'pipe'];
    const child = spawn(program, args, {
      env: options.environment,
      stdio,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const result: ProgramResult = {
      status: null,
      signal: null,
      stdout: '',
      stderr: '',
      failure: undefined,
    };
    const stop = () => void child.kill('SIGTERM');
    if (options.signal?.aborted) stop();
    options.signal?.addEventListener('abort', stop);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      result.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      result.stderr += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      result.failure = error.code ?? error.message;
    });
    child.on('close', (status, signal) => {
      options.signal?.removeEventListener('abort', stop);
      resolve({ ...result, status: result.failure === undefined ? status : null, signal });
    });
  });
}
