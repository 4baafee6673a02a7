// Writes docs/compatibility.md from the options of `train` and from what the tests have shown about each (out/results).
// --check writes nothing: the options must be those of the table, and the tests that it names must be there.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, ROOT } from './lib/project.mjs';

const DOCUMENT = join(ROOT, 'docs', 'compatibility.md');
const RESULTS = join(ROOT, 'out', 'results');
const KINDS = {
  text: 'text',
  int: 'whole number',
  float: 'number',
  epoch: 'whole number, `best` or `last`',
};

const INTRODUCTION = `# Every option, and what shows that it works

The options of \`mxnet-finetune train\`: those of MXNet 1.9.1's \`fine-tune.py\`, and our own (marked *). The last column names a
test that uses the option: **Python** where Python's MXNet does the same beside us and the files must have the same sha256, *own*
where a test of ours shows the effect. \`npm run docs:compatibility\` writes this table from the command line's own list of options
and from the results of \`npm test\`.
`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const module = join(ROOT, 'lib', 'cli', 'options');
const { TRAIN_FLAGS, SWITCHES, OWN_OPTIONS } = await load('train-options.js');
const { IDLE_FLAGS } = await load('train-flags.js');
const options = [...Object.entries(TRAIN_FLAGS), ...Object.entries(SWITCHES)];
const written = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';

if (values.check) check();
else write();

async function load(file) {
  return await import(pathToFileURL(join(module, file)).href);
}

function write() {
  const shown = results();
  const evidence = new Map(options.map(([name]) => [name, best(name, shown)]));
  const without = [...evidence].filter(([, test]) => test === undefined).map(([name]) => name);
  if (without.length > 0) {
    fail(`no test has shown --${without.join(', --')}: run npm test, or add one that does`);
  }
  writeFileSync(
    DOCUMENT,
    table((name) => evidence.get(name)),
  );
}

function check() {
  const named = new Map(
    [...written.matchAll(/^\| `--([a-z0-9-]+)`.*\| ([^|]*) \|$/gm)].map(([, name, text]) => [
      name,
      text,
    ]),
  );
  if (table((name) => named.get(name)) !== written) {
    fail(
      'docs/compatibility.md is not about the options that there are: npm run docs:compatibility',
    );
  }
  for (const [, file] of written.matchAll(/\(\.\.\/(test\/[^)]*)\)/g)) {
    if (!existsSync(join(ROOT, file))) {
      fail(`docs/compatibility.md names ${file}, which is not there: npm run docs:compatibility`);
    }
  }
}

/** What tests have left, but for tests that are gone. */
function results() {
  if (!existsSync(RESULTS)) fail('there are no results of tests: run npm test first');
  return readdirSync(RESULTS)
    .sort()
    .flatMap((file) => readFileSync(join(RESULTS, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ file }) => existsSync(join(ROOT, 'test', file)));
}

/** The test that says most about an option: beside Python before others, one of few options before one of many. */
function best(name, shown) {
  const about = shown.filter(({ flags }) => flags.includes(name));
  const order = (test) => (test.parity ? 0 : 1000) + test.flags.length;
  const [first] = about.sort((left, right) => order(left) - order(right));
  if (first !== undefined) {
    const kind = first.parity ? '**Python**' : '*own*';
    return `${kind}: [${first.title.replaceAll('|', '\\|')}](../test/${first.file})`;
  }
  const used = shown.some(({ parity, others }) => parity && others.includes(name));
  return used ? '**Python**: [every one](../test/parity/cases.ts)' : undefined;
}

function table(evidence) {
  const groups = [...new Set(options.map(([, { group }]) => group))];
  const parts = groups.map((group) => {
    const rows = options
      .filter(([, flag]) => flag.group === group)
      .map((row) => line(row, evidence));
    const head = '| option | accepted | effect | test |\n| --- | --- | --- | --- |';
    return `## ${group.replace(':', '')}\n\n${head}\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...parts].join('\n');
}

function line([name, { type, describe, shownDefault }], evidence) {
  const mark = OWN_OPTIONS.has(name) ? ' *' : '';
  const kind = type === undefined ? 'a switch' : KINDS[type];
  const value =
    shownDefault === undefined || shownDefault === '' ? '' : `; default ${shownDefault}`;
  const idle = Object.hasOwn(IDLE_FLAGS, name) ? ', and the run says so' : '';
  return `| \`--${name}\`${mark} | ${kind}${value} | ${describe}${idle} | ${evidence(name)} |`;
}
