// Runs an example: npm run example -- resnet --epochs 2. Compiles it first, and the package when it has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT, run } from './lib/project.mjs';
import {
  buildAddon,
  compile,
  compileExamples,
  fetchLibrary,
  installPackages,
} from './lib/steps.mjs';

const [name = '', ...args] = process.argv.slice(2);
if (name === '' || !existsSync(join(ROOT, 'examples', `${name}.ts`))) {
  fail(`there is no example ${name}: examples/README.md lists them`);
}
installPackages();
buildAddon();
compile();
compileExamples();
fetchLibrary();
run(process.execPath, [join(ROOT, 'out', 'examples', `${name}.js`), ...args]);
