// Builds the addon with cmake-js into build/Release. Options: --debug, --sanitize address,undefined.
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
    sanitize: { type: 'string' },
  },
});

const cmakeJs = join(
  dirname(createRequire(import.meta.url).resolve('cmake-js/package.json')),
  'bin',
  'cmake-js',
);
const args = [cmakeJs, 'compile', '--config', values.debug ? 'Debug' : 'Release'];
if (values.werror) args.push('--CDMXN_WERROR=ON');
if (values.sanitize) args.push(`--CDMXN_SANITIZE=${values.sanitize}`);

const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
