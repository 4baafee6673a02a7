/** Python's MXNet and our command on the same files. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { compiledTest, fixture } from '../support/paths.js';
import { ONE_THREAD, runPython } from '../support/python.js';
import { note } from '../support/shown.js';
import { argumentsOf, type ParityCase } from './cases.js';
import { assertSameRun } from './compare-runs.js';

/** For everything that the tests of a file write; it goes with them. */
export const FOLDER: string = mkdtempSync(join(tmpdir(), 'mxnet-finetune-parity-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Where the networks and record files are that cases name. */
export const INPUTS: string = join(FOLDER, 'inputs');

let made: Promise<unknown> | undefined;
let groups = 0;

/** Makes {@link INPUTS}, once for all tests of a file. */
export async function makeInputs(): Promise<void> {
  mkdirSync(INPUTS, { recursive: true });
  made ??= runPython('parity/make_inputs.py', [fixture(), INPUTS]);
  await made;
}

/** One run of Python's. */
export interface OracleCase {
  folder: string;
  arguments: readonly string[];
}

/**
 * Runs Python's side of some cases, one after another in one process.
 *
 * @returns an error's text, or `null`, for each case
 */
export async function runOracle(
  cases: readonly OracleCase[],
  env: NodeJS.ProcessEnv = {},
): Promise<(string | null)[]> {
  const file = join(FOLDER, `cases-${groups++}.json`);
  writeFileSync(file, JSON.stringify(cases));
  const { stdout } = await runPython('parity/oracle.py', [file], env);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n[')));
}

/**
 * Runs `mxnet-finetune train` in a folder, in a process of its own.
 *
 * @returns what it has written to stderr
 */
export async function runTrain(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const command = compiledTest('..', 'src', 'cli', 'bin.js');
  const { stderr } = await promisify(execFile)(process.execPath, [command, 'train', ...args], {
    cwd: folder,
    env: { ...ONE_THREAD, ...env },
  });
  return stderr;
}

/** Where our side of a case writes. */
export function oursOf(what: string, index: number): string {
  return join(caseFolder(what, index), 'ours');
}

function caseFolder(what: string, index: number): string {
  return join(FOLDER, `${what} ${index}`);
}

/**
 * One test for each case: our command must write what Python writes.
 *
 * @param what - the title above the tests
 * @param env - environment variables of both sides
 */
export function sideBySide(
  what: string,
  cases: readonly ParityCase[],
  env: NodeJS.ProcessEnv = {},
): void {
  describe(what, () => {
    const told = cases.map((item) => argumentsOf(item, INPUTS));
    const folders = told.map((_, i) => caseFolder(what, i));
    let errors: (string | null)[] = [];

    before(async () => {
      await makeInputs();
      const oracle = told.map(({ python }, i) => ({
        folder: join(folders[i] as string, 'python'),
        arguments: python,
      }));
      errors = await runOracle(oracle, env);
    });

    for (const [i, { title, flags, ours: own, untold = [] }] of cases.entries()) {
      test(title, async () => {
        assert.equal(errors[i], null, 'Python has failed');
        const { ours, prefix } = told[i] as (typeof told)[0];
        const folder = folders[i] as string;
        await runTrain(oursOf(what, i), ours, env);
        await assertSameRun(join(folder, 'python'), oursOf(what, i), prefix);
        const used = ours.filter((text) => text.startsWith('--')).map((text) => text.slice(2));
        const about = [...Object.keys({ ...flags, ...own }), ...untold];
        const others = used.filter((name) => !about.includes(name));
        note({ title: `${what}: ${title}`, flags: about, others, parity: true });
      });
    }
  });
}
