// Paths of the project and helpers to run programs. Node's own modules only: it runs before npm ci.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The Python environment with MXNet that the parity tests compare with. */
export const PYTHON_ENVIRONMENT = join(ROOT, '.venv');
export const PYTHON = join(PYTHON_ENVIRONMENT, 'bin', 'python');

/** What is published of the compiled package. */
export const BUNDLE = join(ROOT, 'lib', 'bundle');

/** The compiled command line program. */
export const COMMAND = join(BUNDLE, 'bin.js');

/** Says what is being done. */
export function say(text) {
  console.error(`• ${text}`);
}

/** Ends the program with one line that says what is missing or failed, and what to do. */
export function fail(text) {
  console.error(`✗ ${text}`);
  process.exit(1);
}

/** Runs a program in the project and ends this one when it fails. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error) fail(`cannot run ${program}: ${result.error.message}`);
  if (result.status !== 0) fail(`${program} ${args.join(' ')} ended with ${result.status}`);
  return result;
}

/** What a program prints, or undefined when it cannot be run or fails. */
export function output(program, args) {
  const result = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  return result.error || result.status !== 0 ? undefined : result.stdout.trim();
}
