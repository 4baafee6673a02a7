// Puts the modules of the command line together in few files: reading three hundred small ones takes longer than everything else
// before training. What the compiler has written to lib/ is read.
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { COMMAND, ROOT, say } from './lib/project.mjs';

const LIB = join(ROOT, 'lib');

/** Each of these becomes a file, with all that it needs and those before it have not: in this order a training run reads them. */
const PARTS = {
  run: join(LIB, 'cli', 'run.js'),
  library: join(LIB, 'runtime', 'library.js'),
  options: join(LIB, 'cli', 'options', 'plain-flags.js'),
  train: join(LIB, 'cli', 'commands', 'train.js'),
  training: join(LIB, 'finetune', 'run.js'),
  main: join(LIB, 'cli', 'main.js'),
};

const PACKAGE = /^[^./]/;

/** A character beyond Latin 1 doubles what Node keeps of a file, and slows down reading it. */
const ascii = {
  name: 'ascii',
  renderChunk: (code) =>
    code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** A module and what is loaded with it. */
function withImports(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) withImports(next, graph, found);
  return found;
}

const groups = Object.entries(PARTS).map(([name, begin], i) => {
  let modules;
  return {
    name: (id, graph) => {
      modules ??= withImports(begin, graph);
      return modules.has(id) ? name : null;
    },
    priority: Object.keys(PARTS).length - i,
  };
});

const bundle = await rolldown({
  // The second one is a program of its own, which `doctor` starts: it is looked for beside whoever starts it.
  input: { bin: join(LIB, 'cli', 'bin.js'), probe: join(LIB, 'doctor', 'probe.js') },
  platform: 'node',
  external: PACKAGE,
  logLevel: 'silent',
});
const { output } = await bundle.write({
  dir: dirname(COMMAND),
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  comments: false,
  codeSplitting: { groups },
  plugins: [ascii],
});
say(`${output.length} files of the command line are in ${relative(ROOT, dirname(COMMAND))}`);
