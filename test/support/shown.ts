/** What the tests have shown about the command line's options, for `docs/compatibility.md`. */

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compiledTest, ROOT } from './paths.js';

/** A test that has passed. */
export interface Shown {
  /** Its file, below `test/`. */
  file: string;
  title: string;
  /** The options that it is about, without the dashes. */
  flags: readonly string[];
  /** Others that it uses, as all tests beside it do. */
  others: readonly string[];
  /** Whether Python has done the same beside it. */
  parity: boolean;
}

let results: string | undefined;

/** Notes that a test has shown the effect of options: its last line. */
export function shown({ name }: { name: string }, ...flags: string[]): void {
  note({ title: name, flags, others: [], parity: false });
}

/** Notes a test that has passed, in `out/results`. A file's first note begins its results anew. */
export function note(result: Omit<Shown, 'file'>): void {
  const file = relative(compiledTest(), process.argv[1] ?? '').replace(/\.js$/, '.ts');
  if (results === undefined) {
    const folder = join(ROOT, 'out', 'results');
    mkdirSync(folder, { recursive: true });
    results = join(folder, `${file.replaceAll('/', '-')}.jsonl`);
    writeFileSync(results, '');
  }
  appendFileSync(results, `${JSON.stringify({ file, ...result })}\n`);
}
