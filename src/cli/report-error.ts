/** How an error is told to a person. */

import { MXNetError } from '../errors.js';
import type { Io } from './io.js';

/** Bytes of a damaged file that an error quotes could redraw the terminal. */
const CONTROL = /\p{Cc}/gu;

/**
 * Writes one line to stderr; with `verbose` also libmxnet's whole text, the stack and the causes.
 */
export function reportError(io: Io, error: unknown, verbose: boolean): void {
  io.stderr.write(`mxnet-finetune: ${oneLine(error)}\n`);
  if (!verbose) return;
  for (let cause: unknown = error; cause !== undefined; ) {
    io.stderr.write(`${describe(cause)}\n`);
    cause = cause instanceof Error ? cause.cause : undefined;
    if (cause !== undefined) io.stderr.write('caused by ');
  }
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/\s*\n\s*/g, ' ')
    .replace(CONTROL, '\u{fffd}')
    .trim();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  const detail = error instanceof MXNetError ? `\n${error.detail.trimEnd()}` : '';
  return `${error.name}${code}${detail}\n${error.stack ?? error.message}`;
}
