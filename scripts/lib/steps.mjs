// The steps that make a fresh clone ready. Each looks first whether there is anything to do.
import { existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { newestChange, stampMatches, writeStamp } from './freshness.mjs';
import {
  BUNDLE,
  COMMAND,
  fail,
  output,
  PYTHON,
  PYTHON_ENVIRONMENT,
  ROOT,
  run,
  say,
} from './project.mjs';
import { requireOraclePython } from './tools.mjs';

/** npm's packages, as the lock file names them. */
export function installPackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const folder = join(ROOT, 'node_modules');
  if (stampMatches('packages', lock) && existsSync(folder)) return;
  refuseLink(folder);
  say('installing npm packages');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  writeStamp('packages', lock);
}

/** The addon, when a source is newer than it. */
export function buildAddon() {
  const addon = join(ROOT, 'build', 'Release', 'mxnet_finetune.node');
  const sources = newestChange([join(ROOT, 'binding'), join(ROOT, 'CMakeLists.txt')]);
  if (existsSync(addon) && statSync(addon).mtimeMs >= sources) return;
  say('building the native addon');
  run(process.execPath, [join(ROOT, 'scripts', 'build-native.mjs')]);
}

/** TypeScript into JavaScript. */
export function compile() {
  // Written last.
  const index = join(BUNDLE, 'index.js');
  const bundler = join(ROOT, 'scripts', 'bundle.mjs');
  const sources = newestChange([join(ROOT, 'src'), join(ROOT, 'tsconfig.json'), bundler]);
  if (existsSync(index) && statSync(index).mtimeMs >= sources) return;
  say('compiling TypeScript');
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // Without output a failed compilation is not mistaken for a fresh one next time.
  run(process.execPath, [tsc, '-p', ROOT, '--noEmitOnError']);
  run(process.execPath, [bundler]);
}

/** `npx mxnet-finetune` in the clone, as where the package is installed. */
export function linkCommand() {
  const link = join(ROOT, 'node_modules', '.bin', 'mxnet-finetune');
  if (existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync(join('..', '..', relative(ROOT, COMMAND)), link);
}

/** The examples into `out/examples`. They use the compiled package. */
export function compileExamples() {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  run(process.execPath, [compiler, '-p', join(ROOT, 'examples')]);
}

/** The libmxnet that is developed against, unless it works already or another one is named. */
export function fetchLibrary() {
  const doctor = [COMMAND, 'doctor'];
  const named = process.env.MXNET_LIBRARY_PATH;
  const found = output(process.execPath, [...doctor, '--json']);
  if (found !== undefined && (named || JSON.parse(found).library.version === '1.9.1')) return;
  if (!named) {
    say('fetching libmxnet (49 MB, by pip)');
    run(process.execPath, [COMMAND, 'install'], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  run(process.execPath, doctor, { stdio: ['ignore', process.stderr, 'inherit'] });
}

/** Python MXNet, which the parity tests compare with. */
export function makePythonEnvironment() {
  // The last one is for its reader of event files only.
  const packages = ['mxnet==1.9.1', 'numpy==1.23.5', 'tensorboard==2.21.0'];
  if (stampMatches('python', packages.join()) && existsSync(PYTHON)) return;
  refuseLink(PYTHON_ENVIRONMENT);
  say('making a Python environment with MXNet 1.9.1');
  run(requireOraclePython(), ['-m', 'venv', '--clear', PYTHON_ENVIRONMENT]);
  run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', ...packages]);
  writeStamp('python', packages.join());
}

/** npm and venv empty a folder before they fill it: through a link, one that belongs to somebody else. */
function refuseLink(folder) {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  fail(
    `${folder} is out of date and a link to elsewhere: remove the link, or bring up to date what it points to`,
  );
}
