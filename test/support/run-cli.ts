/** The command line inside the test's process. */

import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.js';

/** What a command answered. */
export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `mxnet-finetune <argv>` in this process and catches what it writes. */
export async function runCli(
  argv: readonly string[],
  options: { env?: NodeJS.ProcessEnv; signal?: AbortSignal; stdin?: Buffer | Readable } = {},
): Promise<CliResult> {
  const { stdin = Buffer.alloc(0) } = options;
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await main(argv, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: () => (stdin instanceof Readable ? stdin : Readable.from([stdin])),
    env: options.env ?? process.env,
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, ...written };
}
