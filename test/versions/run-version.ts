/** A version's own Python, and our program on its libmxnet. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/paths.js';
import { ONE_THREAD } from '../support/python.js';
import { runNode } from '../support/run-node.js';
import { missingLibraries, type Version, wheelFolder } from './wheels.js';

const PYTHON = join(ROOT, '.venv', 'bin', 'python');

/** Milliseconds; a version's whole run takes a tenth of it. */
const DEADLINE = 180_000;

/** Runs a program of `test/versions` with a version's Python, and reads the JSON in the last line that it prints. */
export async function versionPython<Result>(
  version: Version,
  program: string,
  args: readonly string[],
): Promise<Result> {
  const libraries = await missingLibraries(version);
  const environment = await versionEnvironment(version);
  const { stdout } = await promisify(execFile)(
    PYTHON,
    [join(ROOT, 'test', 'versions', program), ...args, ...libraries],
    {
      // Old packages are full of what Python 3.11 warns about.
      env: { ...ONE_THREAD, ...environment, PYTHONWARNINGS: 'ignore' },
      maxBuffer: 1 << 28,
      timeout: DEADLINE,
    },
  );
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Result;
}

/** Runs a compiled program of `test/versions/programs` on a version's libmxnet, and reads the JSON that it prints. */
export async function versionNode<Result>(
  version: Version,
  program: string,
  argument: unknown,
): Promise<Result> {
  const ended = await runNode(`versions/programs/${program}.js`, {
    args: [JSON.stringify(argument)],
    env: await versionEnvironment(version),
    deadline: DEADLINE,
  });
  const what = `${program} on MXNet ${version} ended with ${ended.code ?? ended.signal}`;
  assert.equal(ended.code, 0, `${what}\n${ended.stderr}`);
  return JSON.parse(ended.stdout) as Result;
}

/** Both we and Python go by the library's path; Python also goes by its own. */
async function versionEnvironment(version: Version): Promise<NodeJS.ProcessEnv> {
  const folder = await wheelFolder(version);
  return { MXNET_LIBRARY_PATH: join(folder, 'mxnet', 'libmxnet.so'), PYTHONPATH: folder };
}

/** A version as its library tells it: `1.5.1.post0` is 1.5.1. */
export function releaseOf(version: Version): string {
  return version.replace(/\.post\d+$/, '');
}
