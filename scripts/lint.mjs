// Every check that needs no built addon: Biome, the native contract, the C++ format, types of the tests.
import { join } from 'node:path';
import { ROOT, run } from './lib/project.mjs';

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
run(bin('biome'), ['check', '--error-on-warnings', '.']);
run(process.execPath, [join(ROOT, 'scripts', 'check-contract.mjs')]);
run(process.execPath, [join(ROOT, 'scripts', 'format-cpp.mjs'), '--check']);
run(bin('tsc'), ['-p', join(ROOT, 'test'), '--noEmit']);
