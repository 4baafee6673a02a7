// Compares with Python's own MXNet on the same libmxnet, and with onnxruntime-node, and prints a table. Arguments: names of benchmarks (default: all).
// `--check` ends with 1 when a wanted ratio is missed; `--no-setup` takes everything as it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ROOT, run, say } from '../scripts/lib/project.mjs';
import { describeMachine } from './lib/machine.mjs';
import { markdown } from './lib/table.mjs';
import { firstBatch, memory } from './suites/command.mjs';
import { headers, pack } from './suites/data.mjs';
import { batching, firstAnswer, inference } from './suites/inference.mjs';
import { dispatch, eventLoop, residual } from './suites/training.mjs';
import { updates } from './suites/updates.mjs';

const BENCHMARKS = {
  residual,
  dispatch,
  'first-batch': firstBatch,
  memory,
  'event-loop': eventLoop,
  updates,
  pack,
  headers,
  inference,
  batching,
  'first-answer': firstAnswer,
};
const RESULTS = join(ROOT, 'bench', 'results.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    'no-setup': { type: 'boolean', default: false },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown !== undefined) {
  fail(`there is no benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
}

if (!values['no-setup']) run(process.execPath, [join(ROOT, 'scripts', 'setup.mjs')]);

const rows = [];
for (const name of names) {
  say(`measuring ${name}`);
  rows.push(...(await BENCHMARKS[name]()));
}

const text = `${markdown(rows)}\n\n${describeMachine()}\n`;
console.log(text);
writeFileSync(RESULTS, text);
if (values.check && rows.some(({ met }) => !met)) fail('a wanted ratio was missed');
