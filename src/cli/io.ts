/** What a command may touch of the world around it. */

import type { SaveRequest } from '../finetune/resume/save-request.js';
import type { Logger } from '../runtime/logger.js';

/** A stream as far as commands use it. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether a person sees the text at once, so that a line may be redrawn. */
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** Everything that comes in and goes out besides the arguments. A test passes its own. */
export interface Io {
  /** Results, and nothing else. */
  readonly stdout: TextSink;
  /** Messages for people: what is being done, warnings, errors. */
  readonly stderr: TextSink;
  readonly env: NodeJS.ProcessEnv;
  /** What comes in on standard input. */
  readonly stdin?: () => AsyncIterable<Uint8Array>;
  /** Calls back at each SIGHUP, which does not end the process then. */
  readonly onHangUp?: (listener: () => void) => void;
  /** Fires when the user wants the run to end; the reason is a {@link SignalReason}. */
  readonly signal: AbortSignal;
  /** Lets signals end the process at once, for work that keeps it from hearing them. */
  readonly releaseSignals?: () => void;
  /** Asks a run to save its state. */
  readonly saveRequest?: SaveRequest | undefined;
}

/** Why {@link Io.signal} fired. */
export interface SignalReason {
  readonly signal: 'SIGINT' | 'SIGTERM';
}

/** One run of one command: its surroundings, and how it ends. */
export interface Session extends Io {
  /** What the process answers; a command that found a problem and reported it as its result sets it. */
  exitCode: number;
}

/** Options that every command understands. */
export interface GlobalOptions {
  verbose: boolean;
}

/** Messages as lines on stderr. */
export function stderrLogger(io: Io): Logger {
  return {
    info: (message) => void io.stderr.write(`${message}\n`),
    warning: (message) => void io.stderr.write(`warning: ${message}\n`),
  };
}

/** Writes one result as one line of JSON. */
export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}
