// Puts the modules of the package together in few files: reading three hundred small ones takes longer than everything else
// before training, or before the first answer. What the compiler has written to lib/ is read. All entries are of one bundle, in
// which every module is once: what one of them gives out is what another one knows. An argument names another folder.
import { chmodSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { BUNDLE, ROOT, say } from './lib/project.mjs';

const folder = process.argv[2] ?? BUNDLE;
const lib = (...names) => join(ROOT, 'lib', ...names);

const ENTRIES = {
  bin: lib('cli', 'bin.js'),
  index: lib('index.js'),
  predictor: lib('predictor', 'index.js'),
  server: lib('server', 'index.js'),
  // A program of its own, which `doctor` starts: it is looked for beside whoever starts it.
  probe: lib('doctor', 'probe.js'),
};

const TRAINING = lib('finetune', 'run.js');

/**
 * Each of these becomes a file, with all that every one of the given modules needs and the files before it have not. Nobody reads
 * much that only others need, and a training run reads its files in this order.
 */
const PARTS = [
  // The command asks for both before anything else.
  ['library', [lib('cli', 'run.js')]],
  ['library', [lib('finetune', 'resume', 'save-request.js')]],
  ['options', [lib('cli', 'options', 'plain-flags.js')]],
  ['train', [lib('cli', 'commands', 'train.js')]],
  ['networks', [ENTRIES.predictor, TRAINING]],
  ['classifier', [ENTRIES.predictor]],
  ['modules', [ENTRIES.index, TRAINING]],
  ['training', [TRAINING]],
  ['api', [ENTRIES.index]],
  ['serving', [ENTRIES.server]],
  ['main', [lib('cli', 'main.js')]],
];

const PACKAGE = /^[^./]/;

/** A character beyond Latin 1 doubles what Node keeps of a file, and slows down reading it. */
const ascii = {
  name: 'ascii',
  renderChunk: (code) =>
    code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** The bundle's maps lead to the sources, not to what the compiler has made of them. */
const maps = {
  name: 'maps',
  load: (id) => ({
    code: readFileSync(id, 'utf8'),
    map: JSON.parse(readFileSync(`${id}.map`, 'utf8')),
  }),
};

const needed = new Map();

/** A module and what is loaded with it. */
function withImports(begin, graph) {
  const found = needed.get(begin) ?? new Set();
  if (!needed.has(begin)) {
    needed.set(begin, found);
    const add = (id) => {
      if (found.has(id)) return;
      found.add(id);
      graph.getModuleInfo(id)?.importedIds.forEach(add);
    };
    add(begin);
  }
  return found;
}

/** The file that a module goes into, if it is not left to the bundler. */
function partOf(id, graph) {
  const part = PARTS.find(([, begins]) =>
    begins.every((begin) => withImports(begin, graph).has(id)),
  );
  return part?.[0] ?? null;
}

// With each module the bundler takes its imports along, unless a group of a higher priority has them.
const groups = [...new Set(PARTS.map(([name]) => name))].map((part, i) => ({
  name: (id, graph) => (partOf(id, graph) === part ? part : null),
  priority: PARTS.length - i,
}));

const bundle = await rolldown({
  input: ENTRIES,
  platform: 'node',
  external: PACKAGE,
  logLevel: 'silent',
  plugins: [maps],
});
const { output } = await bundle.write({
  dir: folder,
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  comments: false,
  sourcemap: true,
  codeSplitting: { groups },
  plugins: [ascii],
});
// `npx mxnet-finetune` runs it in the clone, where no installation does this.
chmodSync(join(folder, 'bin.js'), 0o755);
const files = output.filter(({ type }) => type === 'chunk').length;
say(`${files} files that stand for all modules are in ${relative(ROOT, folder)}`);
