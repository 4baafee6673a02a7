import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { argumentsOf, type ParityCase } from './cases.js';
import { FOLDER, INPUTS, makeInputs, runOracle, runTrain } from './side-by-side.js';

const RUN: ParityCase = {
  title: '',
  flags: {
    'data-val': '@val40.rec',
    loss: 'ce',
    'top-k': 2,
    'num-epochs': 3,
    lr: 1,
    wd: 0,
    mom: 0.5,
    'max-random-scale': 1,
    'rgb-mean': '1,2,3',
    'model-prefix': "it's",
  },
};

let printed = '';
let saved = '';
let python = '';

before(async () => {
  await makeInputs();
  const told = argumentsOf(RUN, INPUTS);
  const folder = join(FOLDER, 'log');
  const oracle = { folder: join(folder, 'python'), arguments: told.python };
  assert.deepEqual(await runOracle([oracle]), [null]);
  printed = await runTrain(join(folder, 'ours'), told.ours);
  saved = readFileSync(join(folder, 'ours', "it's.log"), 'utf8');
  python = readFileSync(join(folder, 'python', 'oracle.log'), 'utf8');
});

/** What MXNet's own `parse_log.py` looks for: the sum and the number of matches, by epoch and column. */
function parsed(log: string, metrics: readonly string[]): Map<number, number[]> {
  const columns = [
    ...metrics.map((name) => new RegExp(`^.*Epoch\\[(\\d+)\\] Train-${name}.*=([.\\d]+)`)),
    ...metrics.map((name) => new RegExp(`^.*Epoch\\[(\\d+)\\] Validation-${name}.*=([.\\d]+)`)),
    /^.*Epoch\[(\d+)\] Time.*=([.\d]+)/,
  ];
  const table = new Map<number, number[]>();
  for (const line of log.split('\n')) {
    const column = columns.findIndex((pattern) => pattern.test(line));
    const match = columns[column]?.exec(line);
    if (!match) continue;
    const row = table.get(Number(match[1])) ?? new Array<number>(columns.length * 2).fill(0);
    table.set(Number(match[1]), row);
    row[2 * column] = (row[2 * column] ?? 0) + Number(match[2]);
    row[2 * column + 1] = (row[2 * column + 1] ?? 0) + 1;
  }
  return table;
}

/** Without the time, which is nobody's but the machine's. */
function values(table: ReadonlyMap<number, number[]>): [epoch: number, values: number[]][] {
  return [...table].map(([epoch, row]) => [epoch, row.slice(0, -2)]);
}

test("MXNet's log parser finds in our log what it finds in Python's", () => {
  for (const metrics of [['accuracy'], ['cross-entropy', 'accuracy', 'top_k_accuracy_2']]) {
    const expected = values(parsed(python, metrics));
    assert.equal(expected.length, 3);
    assert.deepEqual(values(parsed(saved, metrics)), expected);
    assert.deepEqual(values(parsed(printed, metrics)), expected);
  }
});

test("MXNet's log parser finds one time for each epoch", () => {
  for (const log of [saved, printed]) {
    for (const row of parsed(log, ['accuracy']).values()) {
      const [seconds = Number.NaN, count] = row.slice(-2);
      assert.equal(count, 1);
      assert.ok(seconds > 0 && seconds < 60, `${seconds} s`);
    }
  }
});

test('what is printed is what is saved', () => {
  assert.deepEqual(printed.split('\n').filter(isOurs), saved.split('\n').filter(isOurs));
});

/** libmxnet and warnings of node write to stderr too. */
function isOurs(line: string): boolean {
  return /^(INFO|WARNING):root:/.test(line);
}

test('the first line has every option of fine-tune.py as argparse prints it', () => {
  const expected = fields(python);
  const actual = fields(saved);
  assert.ok(expected.size > 40, `only ${expected.size} options`);
  for (const [name, text] of expected) assert.equal(actual.get(name), text, name);
});

/** The fields of `start with arguments Namespace(…)`. */
function fields(log: string): Map<string, string> {
  const [, text = ''] = /^INFO:root:start with arguments Namespace\((.*)\)$/m.exec(log) ?? [];
  const pattern = /(\w+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g;
  return new Map([...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]));
}
