/** The command line as a process of its own, where signals, limits and exit codes matter. */

import { type ChildProcess, spawn } from 'node:child_process';
import { compiledTest } from './paths.js';
import type { Ended } from './run-node.js';

const COMMAND = compiledTest('..', 'src', 'cli', 'bin.js');

/** Longer than any of these runs takes; a hanging one is told with what it wrote. */
const DEADLINE = 60_000;

/** How a process is started. */
export interface StartOptions {
  /** Shell commands that are done before, for example `ulimit -f 100`. */
  before?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** A command that runs. */
export class RunningCli {
  readonly child: ChildProcess;
  /** How it ends. */
  readonly ended: Promise<Ended>;
  readonly #written = { stdout: '', stderr: '' };
  readonly #waiting = new Set<() => void>();

  constructor(argv: readonly string[], { before, cwd, env = {} }: StartOptions = {}) {
    const [program, args] =
      before === undefined
        ? [process.execPath, [COMMAND, ...argv]]
        : ['/bin/sh', ['-c', `${before}; exec "$0" "$@"`, process.execPath, COMMAND, ...argv]];
    this.child = spawn(program, args, {
      cwd,
      env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#written[name] += text;
        for (const check of this.#waiting) check();
      });
    }
    this.ended = this.#end();
  }

  /** Waits until the command has said something on stderr. */
  async hasSaid(pattern: RegExp): Promise<void> {
    await this.#has('stderr', pattern);
  }

  /** Waits until the command has written something to stdout, and gives the match. */
  async hasWritten(pattern: RegExp): Promise<RegExpExecArray> {
    return await this.#has('stdout', pattern);
  }

  /** Waits until the command has written so many lines to stderr, or has ended. */
  async hasSaidLines(lines: number): Promise<void> {
    const enough = this.#until(
      ({ stderr }) => stderr.split('\n').length > lines || undefined,
      `${lines} lines`,
    );
    await Promise.race([enough.catch(() => {}), this.ended]);
  }

  async #has(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    return await this.#until(
      (written) => pattern.exec(written[stream]) ?? undefined,
      String(pattern),
    );
  }

  /** Waits until `find` finds something in what has been written. */
  async #until<Found>(
    find: (written: Readonly<Record<'stdout' | 'stderr', string>>) => Found | undefined,
    what: string,
  ): Promise<Found> {
    return await new Promise((resolve, reject) => {
      const check = () => {
        const found = find(this.#written);
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
      this.ended.then(
        ({ stderr }) => reject(new Error(`it ended without ${what}:\n${stderr}`)),
        reject,
      );
    });
  }

  async #end(): Promise<Ended> {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`it has not ended after ${DEADLINE} ms:\n${this.#written.stderr}`));
      }, DEADLINE);
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve({ code, signal, ...this.#written });
      });
    });
  }
}

/** Runs a command to its end. */
export async function runProcess(
  argv: readonly string[],
  options: StartOptions = {},
): Promise<Ended> {
  return await new RunningCli(argv, options).ended;
}
