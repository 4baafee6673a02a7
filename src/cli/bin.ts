#!/usr/bin/env node

/** The executable. */

import { SaveRequest } from '../finetune/resume/save-request.js';
import { EXIT } from './exit-code.js';
import type { SignalReason } from './io.js';
import { openAhead, run } from './run.js';

const argv = process.argv.slice(2);
// Before anything else, which is done meanwhile.
openAhead(argv);

const interruption = new AbortController();

// The first signal asks the command to end in good order, the second one does not ask.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
for (const signal of SIGNALS) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(EXIT[signal]);
    interruption.abort({ signal } satisfies SignalReason);
  });
}

// Asks a run to save its state and to go on. Without this Node would begin to debug.
const saveRequest = new SaveRequest();
process.on('SIGUSR1', () => saveRequest.ask());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the results has seen enough (`| head`).
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.stderr.write(`mxnet-finetune: the results cannot be written: ${error.message}\n`);
  process.exit(EXIT.environment);
});

// Nobody reads the messages any more; the work goes on.
process.stderr.on('error', () => {});

process.exitCode = await run(argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: () => process.stdin,
  onHangUp: (listener) => process.on('SIGHUP', listener),
  env: process.env,
  releaseSignals: () => {
    for (const signal of SIGNALS) process.removeAllListeners(signal);
  },
  signal: interruption.signal,
  saveRequest,
});

// Something may still wait for other machines, which may never answer.
if (interruption.signal.aborted) process.exit();
