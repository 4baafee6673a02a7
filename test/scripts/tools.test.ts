import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ROOT } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

const TOOLS = ['npm', 'cmake', 'c++', 'make', 'ninja', 'python3', 'python3.11'];

/** The file of a program on this process's PATH. */
function locate(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

/** A folder in which exactly the tools with a path can be run. */
function folderWith(t: TestContext, tools: Readonly<Record<string, string | undefined>>): string {
  const folder = join(temporaryFolder(t), 'bin');
  mkdirSync(folder);
  for (const [name, path] of Object.entries(tools)) {
    if (path === undefined) continue;
    // Not a link: programs look for their parts beside their own file.
    writeFileSync(join(folder, name), `#!/bin/sh\nexec '${path}' "$@"\n`, { mode: 0o755 });
  }
  return folder;
}

/** Runs a set-up that must end before it has done anything. */
function setUpWith(t: TestContext, tools: Readonly<Record<string, string | undefined>>): string {
  // What npm and pyenv themselves start.
  const helpers = ['node', 'sh', 'bash', 'env', 'cat', 'sed', 'grep', 'dirname', 'basename'];
  const all = Object.fromEntries(helpers.map((name) => [name, locate(name)]));
  const result = spawnSync(process.execPath, [join(ROOT, 'scripts', 'setup.mjs')], {
    env: { ...process.env, PATH: folderWith(t, { ...all, ...tools }) },
    encoding: 'utf8',
  });
  assert.equal(result.status, 1, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^✗ [^\n]+\n$/, 'one line, and nothing done');
  return result.stderr;
}

function allTools(): Record<string, string | undefined> {
  return Object.fromEntries(TOOLS.map((name) => [name, locate(name)]));
}

test('a missing tool ends the set-up at once, with its name and the command that installs it', (t) => {
  for (const [missing, words] of [
    [['npm'], /npm is missing/],
    [['cmake'], /CMake is missing \(no cmake on the PATH\)\. Install it: apt-get install cmake/],
    [['c++'], /a C\+\+ compiler is missing .*apt-get install g\+\+/],
    [['make', 'ninja'], /make is missing .*apt-get install make/],
    [['python3', 'python3.11'], /Python 3 is missing .*apt-get install python3/],
  ] as const) {
    const tools = allTools();
    for (const name of missing) tools[name] = undefined;
    assert.match(setUpWith(t, tools), words);
  }
});

test('a Python without pip ends the set-up at once', (t) => {
  const venv = join(temporaryFolder(t), 'venv');
  execFileSync('python3', ['-m', 'venv', '--without-pip', venv]);
  const python3 = join(venv, 'bin', 'python3');
  assert.match(
    setUpWith(t, { ...allTools(), python3, 'python3.11': undefined }),
    /pip is missing \(python3 -m pip fails\)\. Install it: apt-get install python3-pip/,
  );
});
