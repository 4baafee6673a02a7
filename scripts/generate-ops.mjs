// Writes the declarations of the operators, src/ops/generated, from what the library says of itself. The checked-in ones
// are those of MXNet 1.9.1. `--check` only compares.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryInfo, listOperators } from '../lib/index.js';
import { declarationFiles } from './lib/ops/declarations.mjs';
import { describeOperators } from './lib/ops/describe.mjs';
import { fail, ROOT, say } from './lib/project.mjs';

const VERSION = '1.9.1';
const FOLDER = join(ROOT, 'src', 'ops', 'generated');

const count = listOperators().length;
const { version } = libraryInfo();
if (version !== VERSION) fail(`the declarations are those of MXNet ${VERSION}, this is ${version}`);

const operators = describeOperators();
const files = new Map(
  [...declarationFiles(operators, VERSION)].map(([file, text]) => [file, formatted(file, text)]),
);
if (process.argv.includes('--check')) check();
else write();

function check() {
  const stale = [...files].filter(([file, text]) => current(file) !== text).map(([file]) => file);
  const extra = readdirSync(FOLDER).filter((file) => !files.has(file));
  const differing = [...stale, ...extra];
  if (differing.length === 0) return;
  fail(`src/ops/generated differs in ${differing.join(', ')}: run node scripts/generate-ops.mjs`);
}

function write() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(FOLDER, file), text);
  say(`declared ${operators.length} of ${count} names of operators in ${files.size} files`);
}

function current(file) {
  const path = join(FOLDER, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** As Biome would format the file in its place. */
function formatted(file, text) {
  const biome = join(ROOT, 'node_modules', '.bin', 'biome');
  const path = join('src', 'ops', 'generated', file);
  const { status, stdout, stderr } = spawnSync(biome, ['format', `--stdin-file-path=${path}`], {
    cwd: ROOT,
    encoding: 'utf8',
    input: text,
  });
  if (status !== 0) fail(`Biome cannot format ${path}: ${stderr}`);
  return stdout;
}
