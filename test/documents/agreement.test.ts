/** What documents name is there. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { exitCodeOf } from '../../src/cli/exit-code.js';
import { OWN_OPTIONS } from '../../src/cli/options/train-options.js';
import {
  FineTuneError,
  type FineTuneErrorCode,
  MXNetError,
  type MXNetErrorCode,
} from '../../src/errors.js';
import { blocksOf, DOCUMENTS, textOf } from '../support/documents.js';
import { ROOT } from '../support/paths.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** What the blocks of the guides take from the program around them. */
const AROUND = `
  import type { ImageRecordIterOptions, Params, Symbol } from 'mxnet-finetune';
  declare global {
    const request: import('node:http').IncomingMessage;
    const signal: AbortSignal;
    const options: ImageRecordIterOptions;
    const batchesOfAnEpoch: number;
    const symbol: Symbol;
    const argParams: Params['argParams'];
    const auxParams: Params['auxParams'];
  }
`;

/** Options of other programs. */
const FOREIGN = new Set(['--data-binary', '--epochs', '--p3', '--units']);

const SUBCOMMANDS = ['list', 'path', 'add', 'remove'];

/** All matches of a pattern's first group in a text. */
function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, first]) => first as string);
}

/** Every code of an error, by the alphabet. */
const CODES = found(
  readFileSync(join(ROOT, 'src', 'errors.ts'), 'utf8'),
  /^ {2}\| '(ERR_\w+)'/gm,
).sort();

/** A heading as links name it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-');
}

async function help(...command: string[]): Promise<string> {
  return (await runCli([...command, '--help'])).stdout;
}

test('links lead to files, and to headings in them', () => {
  for (const document of DOCUMENTS) {
    for (const link of found(textOf(document), /\]\((?!https?:)([^)]+)\)/g)) {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      assert.ok(existsSync(join(ROOT, file)), `${document}: ${link}`);
      if (anchor === undefined) continue;
      const headings = found(textOf(file), /^#+ (.*)$/gm).map(anchorOf);
      assert.ok(headings.includes(anchor), `${document}: ${link}`);
    }
  }
});

test('options are those of some command', async () => {
  const commands = found(await help(), /^ {2}mxnet-finetune (\w+) /gm);
  assert.ok(commands.includes('train') && commands.includes('doctor'), commands.join());
  const helps = [
    ...commands.map((command) => help(command)),
    ...SUBCOMMANDS.map((command) => help('modelzoo', command)),
  ];
  const known = new Set(found((await Promise.all(helps)).join('\n'), /(--[a-z][a-z0-9-]+)/g));
  for (const document of DOCUMENTS) {
    for (const option of found(textOf(document), /(?<![\w-])(--[a-z][a-z0-9-]+)/g)) {
      assert.ok(known.has(option) || FOREIGN.has(option), `${document}: ${option}`);
    }
  }
});

test('scripts and tests that are to be run are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const document of DOCUMENTS) {
    for (const name of found(textOf(document), /\bnpm run ([\w:-]+)/g)) {
      assert.ok(name in scripts, `${document}: npm run ${name}`);
    }
    for (const room of found(textOf(document), /\bnpm test -- ([\w./-]+)/g)) {
      assert.ok(existsSync(join(ROOT, 'test', room)), `${document}: npm test -- ${room}`);
    }
  }
});

test('every entry of the package is named', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const all = DOCUMENTS.map(textOf).join('\n');
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  for (const entry of entries) {
    assert.ok(all.includes(`mxnet-finetune${entry.slice(1)}`), entry);
  }
});

test('every option of train that fine-tune.py has not is named in a guide', () => {
  const lists = ['docs/compatibility.md', 'CHANGELOG.md'];
  const guides = DOCUMENTS.filter((document) => !lists.includes(document));
  const named = new Set(guides.flatMap((guide) => found(textOf(guide), /(--[a-z][a-z0-9-]+)/g)));
  const unnamed = [...OWN_OPTIONS].filter((option) => !named.has(`--${option}`));
  assert.deepEqual(unnamed, []);
});

test('every room of the sources has its row in the list of rooms, and imports from no row below', () => {
  const rows = found(textOf('CONTRIBUTING.md'), /^\| (`.*?) \|/gm);
  const named = rows.flatMap((row, i) =>
    found(row, /`src\/([\w-]+)\/`/g).map((room) => [room, i] as const),
  );
  const rowOf = new Map(named);
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  assert.deepEqual([...rowOf.keys()].sort(), rooms.sort());
  for (const room of rooms) {
    for (const name of readdirSync(join(ROOT, 'src', room), {
      recursive: true,
      encoding: 'utf8',
    })) {
      if (!/\.tsx?$/.test(name)) continue;
      const file = join('src', room, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const path of found(text, /(?:from |import\()'(\.[^']*)'/g)) {
        const [, imported = '', ...within] = join(dirname(file), path).split('/');
        const isAllowed =
          within.length === 0 || Number(rowOf.get(imported)) <= Number(rowOf.get(room));
        assert.ok(isAllowed, `${file} imports ${path}`);
      }
    }
  }
});

test('the list of errors has every code, with the exit codes that it leads to', () => {
  const rows = [...textOf('docs/troubleshooting.md').matchAll(/^\| (`ERR_.*?) \| ([\d, ]+) \|/gm)];
  const exits = new Map(
    rows.flatMap(([, names = '', exit = '']) =>
      found(names, /`(ERR_\w+)`/g).map((code) => [code, exit.split(', ').map(Number)] as const),
    ),
  );
  assert.deepEqual([...exits.keys()].sort(), CODES);
  for (const [code, exit] of exits) {
    const error = code.startsWith('ERR_MXNET_')
      ? new MXNetError(code as MXNetErrorCode, '', '')
      : new FineTuneError(code as FineTuneErrorCode, '');
    assert.ok(exit.includes(exitCodeOf(error)), `${code}: ${exit}`);
  }
});

test('every code is one that something throws', () => {
  const elsewhere = ['src', 'binding']
    .flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(room, name),
      ),
    )
    .filter((file) => /\.(tsx?|cc|h)$/.test(file) && !/\/(errors|exit-code)\.ts$/.test(file))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  const thrown = new Set(found(elsewhere, /['"](ERR_\w+)['"]/g));
  assert.deepEqual(
    CODES.filter((code) => !thrown.has(code)),
    [],
  );
});

test('programs compile as they are printed', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'mxnet-finetune'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'around.d.ts'), AROUND);
  const programs = DOCUMENTS.flatMap((document) =>
    blocksOf(document, 'ts').map((block, i) => {
      const name = `${document.replace(/\W/g, '-')}-${i}.ts`;
      writeFileSync(join(folder, name), block);
      return name;
    }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const settings = '--ignoreConfig --strict --noEmit --module nodenext --target es2022';
  const libraries = ['--lib', 'es2023,esnext.disposable', '--types', 'node'];
  const types = ['--typeRoots', join(ROOT, 'node_modules', '@types')];
  const options = [...settings.split(' '), ...libraries, ...types];
  execFileSync(process.execPath, [tsc, ...options, 'around.d.ts', ...programs], {
    cwd: folder,
    encoding: 'utf8',
  });
});
