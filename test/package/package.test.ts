import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { publint } from 'publint';
import { ROOT } from '../support/paths.js';

interface Packed {
  filename: string;
  files: { path: string }[];
}

const folder = join(ROOT, 'out', 'package-test');
const installed = join(folder, 'node_modules', 'mxnet-finetune');
let packed: Packed;

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
}

before(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
  // The compiler has run for these tests; `prepack` would empty lib/ under their feet.
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: ROOT, encoding: 'utf8' },
  );
  [packed] = JSON.parse(output) as [Packed];
  run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', packed.filename);
  // In place of a prebuilt binary, which this run has not made.
  cpSync(join(ROOT, 'build', 'Release'), join(installed, 'build', 'Release'), { recursive: true });
});

test('the package holds the library, its sources and what builds the addon, and nothing else', () => {
  const folders = new Set(packed.files.map(({ path }) => path.split('/')[0]));
  folders.delete('prebuilds');
  assert.deepEqual([...folders].sort(), [
    'CHANGELOG.md',
    'CMakeLists.txt',
    'LICENSE',
    'README.md',
    'binding',
    'lib',
    'package.json',
    'schemas',
    'scripts',
    'src',
  ]);
  const paths = packed.files.map(({ path }) => path);
  for (const path of [
    ...['lib/bundle/index.js', 'lib/bundle/bin.js', 'lib/bundle/probe.js', 'lib/index.d.ts'],
    'binding/addon.cc',
  ]) {
    assert.ok(paths.includes(path), `${path} is missing`);
  }
  const code = paths.filter((path) => path.startsWith('lib/') && path.endsWith('.js'));
  assert.deepEqual(
    code.filter((path) => !path.startsWith('lib/bundle/')),
    [],
    'modules that the bundle stands for',
  );
});

test('the package has no script that runs when it is installed', () => {
  const { scripts } = JSON.parse(run('npm', 'pkg', 'get', '--prefix', installed)) as {
    scripts: Record<string, string>;
  };
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
    assert.equal(scripts[name], undefined, name);
  }
});

test('import and require give the same class', () => {
  const program = `
    import { createRequire } from 'node:module';
    import { NDArray } from 'mxnet-finetune';
    const required = createRequire(import.meta.url)('mxnet-finetune');
    console.log(required.NDArray === NDArray);
  `;
  assert.equal(run(process.execPath, '--input-type=module', '-e', program).trim(), 'true');
});

test('all entries give the same classes, and an error is of the class that any of them names', () => {
  const program = `
    import assert from 'node:assert/strict';
    import * as all from 'mxnet-finetune';
    import * as part from 'mxnet-finetune/predictor';
    import { serve } from 'mxnet-finetune/server';
    for (const [name, value] of Object.entries(part)) assert.equal(all[name], value, name);
    await assert.rejects(serve([], { port: -1 }), (error) => error instanceof part.FineTuneError);
    console.log(Object.keys(part).sort().join());
  `;
  assert.equal(
    run(process.execPath, '--input-type=module', '-e', program).trim(),
    'Classifier,FineTuneError,MXNetError,cpu,gpu,openLibrary',
  );
});

test('a stack leads to the sources, which are in the package', () => {
  const program = `
    import { existsSync } from 'node:fs';
    import { imageRecordIter } from 'mxnet-finetune';
    try { await imageRecordIter({}); } catch (error) {
      const [, file] = error.stack.match(/at .*?\\(?(?:file:\\/\\/)?(\\/[^():]+):/);
      console.log(file, existsSync(file));
    }
  `;
  const output = run(
    process.execPath,
    '--enable-source-maps',
    '--input-type=module',
    '-e',
    program,
  );
  assert.match(output, /\/src\/io\/image-record-iter\.ts true\n$/);
});

test('importing works without libmxnet, and using it says where it was looked for', () => {
  const program = `
    import { zeros } from 'mxnet-finetune';
    process.env.MXNET_LIBRARY_PATH = '/no/such/libmxnet.so';
    try { zeros([1]); } catch (error) { console.log(error.code, error.message); }
  `;
  const output = run(process.execPath, '--input-type=module', '-e', program);
  assert.match(output, /^ERR_MXNET_LIBRARY_NOT_FOUND .*\/no\/such\/libmxnet\.so/);
});

test('the command runs from the installed package', () => {
  const version = run('npx', '--no-install', 'mxnet-finetune', '--version').trim();
  assert.match(version, /^\d+\.\d+\.\d+$/);
});

test('the types compile for a consumer with strict settings', () => {
  writeFileSync(
    join(folder, 'consumer.ts'),
    "import { fineTune, type FineTuneResult } from 'mxnet-finetune';\n" +
      'export const run: Promise<FineTuneResult> = fineTune({ pretrainedModel: "a", dataTrain: "b", numClasses: 2 });\n',
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = [
    '--ignoreConfig',
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ];
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules', '@types')];
  run(
    process.execPath,
    tsc,
    ...options,
    ...types,
    '--lib',
    'es2023,esnext.disposable',
    'consumer.ts',
  );
});

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: installed, level: 'suggestion', strict: true });
  assert.deepEqual(messages, []);
});

test('every way of resolving the package finds its types', () => {
  const attw = join(ROOT, 'node_modules', '.bin', 'attw');
  run(attw, packed.filename, '--profile', 'esm-only', '--no-emoji', '--no-color');
});
