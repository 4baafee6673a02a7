// Puts the modules of the command line together in few files: reading three hundred small ones takes twice as long as the rest of
// its start. What `npm run build:ts` has compiled is read. Argument: the folder to write to, instead of lib/cli.
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './lib/project.mjs';

const NAME = /^[^./]/;

/** One character beyond Latin 1 doubles what Node keeps of a file, and slows down reading it. */
const ascii = {
  name: 'ascii',
  renderChunk: (code) =>
    code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

const folder = resolve(process.argv[2] ?? join(ROOT, 'lib', 'cli'));
const bundle = await rolldown({
  input: join(ROOT, 'lib', 'cli', 'bin.js'),
  platform: 'node',
  external: NAME,
});
const { output } = await bundle.write({
  dir: folder,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  comments: false,
  plugins: [ascii],
});
console.log(`${output.length} files in ${relative(ROOT, folder)}`);
