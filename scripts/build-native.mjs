// Builds the addon with cmake-js into build/Release. Options: --debug, --werror, --sanitize address,undefined.
// A sanitized build goes into build/sanitized/build, which is used when MXNET_FINETUNE_PREBUILD names build/sanitized.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    debug: { type: 'boolean', default: false },
    werror: { type: 'boolean', default: false },
    sanitize: { type: 'string', default: '' },
  },
});

const cmakeJs = join(
  dirname(createRequire(import.meta.url).resolve('cmake-js/package.json')),
  'bin',
  'cmake-js',
);
// Every option is given each time: CMake would remember those of the last build.
const args = [
  cmakeJs,
  'compile',
  '--config',
  values.debug ? 'Debug' : 'Release',
  `--CDMXN_WERROR=${values.werror ? 'ON' : 'OFF'}`,
  `--CDMXN_SANITIZE=${values.sanitize}`,
];
if (values.sanitize) args.push('--out', join(root, 'build', 'sanitized', 'build'));

const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
