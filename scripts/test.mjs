// Sets up what is missing, compiles the tests and runs them with node:test.
// Arguments: rooms (folders below test/) or single files; nothing runs everything but `soak` and `versions`.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT, run } from './lib/project.mjs';

const LONG_ROOMS = ['soak', 'versions'];
const NOT_ROOMS = ['support', 'fixtures'];

run(process.execPath, [join(ROOT, 'scripts', 'setup.mjs')]);
run(process.execPath, [
  join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  join(ROOT, 'test'),
]);

const compiled = join(ROOT, 'out', 'test');
const wanted = process.argv.slice(2);
const rooms = wanted.length > 0 ? wanted : allRooms();
const files = rooms.flatMap((room) => testFiles(room));
if (files.length === 0) fail(`no tests in ${rooms.join(', ')}`);

const result = spawnSync(
  process.execPath,
  ['--expose-gc', '--enable-source-maps', '--test', '--test-concurrency=2', ...files],
  { cwd: ROOT, stdio: 'inherit' },
);
process.exitCode = result.status ?? 1;

function allRooms() {
  const entries = readdirSync(join(ROOT, 'test'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => !LONG_ROOMS.includes(name) && !NOT_ROOMS.includes(name));
}

/** The compiled test files of a room, or the one that is named. */
function testFiles(room) {
  const path = join(compiled, room.replace(/^test\//, '').replace(/\.ts$/, '.js'));
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(path, name));
}
