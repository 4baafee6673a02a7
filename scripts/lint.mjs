// Every check that needs no built addon: Biome, the native contract, the C++ format, types of the tests and examples, the API's documentation,
// the table of options.
import { join } from 'node:path';
import { ROOT, run } from './lib/project.mjs';
import { compile } from './lib/steps.mjs';

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
run(bin('biome'), ['check', '--error-on-warnings', '.']);
run(process.execPath, [join(ROOT, 'scripts', 'check-contract.mjs')]);
run(process.execPath, [join(ROOT, 'scripts', 'format-cpp.mjs'), '--check']);
run(bin('tsc'), ['-p', join(ROOT, 'test'), '--noEmit']);
// The examples see the package as its users do.
compile();
run(bin('tsc'), ['-p', join(ROOT, 'examples'), '--noEmit']);
run(process.execPath, [join(ROOT, 'scripts', 'compatibility.mjs'), '--check']);
run(bin('typedoc'), ['--emit', 'none']);
