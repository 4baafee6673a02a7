/** Worker threads as the unit under test. */

import { Worker } from 'node:worker_threads';
import { compiledTest } from './paths.js';

/** How a worker has ended. */
export interface WorkerEnded {
  code: number;
  /** What it posted. */
  messages: unknown[];
}

/** A worker with its deadline. */
export interface RunningWorker {
  readonly worker: Worker;
  /** Resolves when the thread has ended; rejects with its uncaught error, or at the deadline. */
  readonly ended: Promise<WorkerEnded>;
  /** Resolves at its first message, or when it ends without one. */
  readonly started: Promise<void>;
}

/**
 * Starts a compiled program of `test/` as a worker.
 *
 * @param program - path below `test/`, with the ending `.js`
 * @param deadline - milliseconds
 */
export function startWorker(
  program: string,
  workerData: unknown = undefined,
  deadline = 60_000,
): RunningWorker {
  const worker = new Worker(compiledTest(program), { workerData });
  const messages: unknown[] = [];
  const ended = new Promise<WorkerEnded>((resolve, reject) => {
    const timer = setTimeout(() => {
      const posted = JSON.stringify(messages);
      reject(new Error(`the worker ${program} runs after ${deadline} ms; it posted ${posted}`));
    }, deadline);
    worker.on('message', (message) => messages.push(message));
    worker.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    worker.on('exit', (code) => {
      clearTimeout(timer);
      resolve({ code, messages });
    });
  });
  const started = new Promise<void>((resolve) => {
    worker.once('message', () => resolve());
    ended.then(
      () => resolve(),
      () => resolve(),
    );
  });
  return { worker, ended, started };
}
