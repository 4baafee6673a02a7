// Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer and runs the tests of the native layer with it.
// Their reports of crashes go to stderr; libmxnet itself is not instrumented, but its heap is watched too. GCC only.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, output, ROOT, run } from './lib/project.mjs';

// A sanitizer keeps freed memory back, so memory cannot be measured.
const NOT_SANITIZED = ['memory.test.js'];

const runtimes = ['libasan.so', 'libubsan.so'].map((name) => {
  const path = output('c++', [`-print-file-name=${name}`]);
  if (!path?.startsWith('/')) fail(`${name} is missing. Install it: apt-get install g++`);
  return path;
});

const build = join(ROOT, 'scripts', 'build-native.mjs');
run(process.execPath, [build, '--debug', '--sanitize', 'address,undefined']);
run(process.execPath, [
  join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  join(ROOT, 'test'),
]);

const files = ['binding', 'lifetime'].flatMap((room) => {
  const folder = join(ROOT, 'out', 'test', room);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.js') && !NOT_SANITIZED.includes(name))
    .map((name) => join(folder, name));
});
const result = spawnSync(process.execPath, ['--expose-gc', '--test', ...files], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    ...process.env,
    MXNET_FINETUNE_PREBUILD: join(ROOT, 'build', 'sanitized'),
    LD_PRELOAD: runtimes.join(' '),
    // V8 and libmxnet leave much to the end of the process, and V8 has a handler of SIGSEGV.
    ASAN_OPTIONS: 'detect_leaks=0:detect_odr_violation=0:handle_segv=0:abort_on_error=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  },
});
process.exitCode = result.status ?? 1;
