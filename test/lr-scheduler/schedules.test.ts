import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CosineScheduler } from '../../src/lr-scheduler/cosine.js';
import { FactorScheduler } from '../../src/lr-scheduler/factor.js';
import type { LRScheduler } from '../../src/lr-scheduler/lr-scheduler.js';
import { MultiFactorScheduler } from '../../src/lr-scheduler/multi-factor.js';
import { PolyScheduler } from '../../src/lr-scheduler/poly.js';
import type { Logger } from '../../src/runtime/logger.js';
import { pythonJson } from '../support/python.js';

type Kind = 'FactorScheduler' | 'MultiFactorScheduler' | 'PolyScheduler' | 'CosineScheduler';
type Arguments = Readonly<Record<string, number | string | readonly number[]>>;

/** By MXNet's names; `override` is what an optimizer puts into the schedule. */
const CASES: readonly { kind: Kind; arguments: Arguments; override?: number }[] = [
  { kind: 'FactorScheduler', arguments: { step: 7, factor: 0.9, base_lr: 0.3 } },
  {
    kind: 'FactorScheduler',
    arguments: { step: 3, factor: 0.5, stop_factor_lr: 1e-4 },
    override: 0.2,
  },
  { kind: 'FactorScheduler', arguments: { step: 2.5, factor: 0.7 } },
  {
    kind: 'FactorScheduler',
    arguments: { step: 10, factor: 0.8, warmup_steps: 9, warmup_begin_lr: 0.001, base_lr: 0.1 },
  },
  { kind: 'MultiFactorScheduler', arguments: { step: [5, 6, 30], factor: 0.1, base_lr: 0.3 } },
  { kind: 'MultiFactorScheduler', arguments: { step: [1, 50], factor: 0.3 }, override: 0.7 },
  {
    kind: 'MultiFactorScheduler',
    arguments: {
      step: [4, 20],
      factor: 0.3,
      warmup_steps: 12,
      warmup_mode: 'constant',
      warmup_begin_lr: 0.002,
    },
    override: 0.4,
  },
  { kind: 'PolyScheduler', arguments: { max_update: 90, base_lr: 0.3 } },
  { kind: 'PolyScheduler', arguments: { max_update: 70, base_lr: 0.3, pwr: 0.9, final_lr: 0.01 } },
  {
    kind: 'PolyScheduler',
    arguments: { max_update: 97, base_lr: 0.05, pwr: 3, warmup_steps: 10 },
    override: 0.6,
  },
  { kind: 'CosineScheduler', arguments: { max_update: 90, base_lr: 0.3 } },
  {
    kind: 'CosineScheduler',
    arguments: { max_update: 80, base_lr: 0.3, final_lr: 0.02, warmup_steps: 11 },
  },
];

const UPDATES = Array.from({ length: 100 }, (_, i) => i);

interface Golden {
  rates: number[];
  lines: string[];
}

const PYTHON = `
import json, logging, sys, mxnet as mx
lines = []
class Keep(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())
logging.getLogger().addHandler(Keep())
logging.getLogger().setLevel(logging.INFO)
out = []
for case in json.loads(${JSON.stringify(JSON.stringify(CASES))}):
    schedule = getattr(mx.lr_scheduler, case['kind'])(**case['arguments'])
    if 'override' in case:
        schedule.base_lr = case['override']
    lines.clear()
    rates = [schedule(n) for n in range(100) for _ in range(2)]
    out.append({'rates': rates, 'lines': list(lines)})
print(json.dumps(out))
`;

function create(kind: Kind, given: Arguments, logger: Logger): LRScheduler {
  const entries = Object.entries(given).map(([name, value]) => [
    name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  const options = { ...Object.fromEntries(entries), logger };
  if (kind === 'FactorScheduler') return new FactorScheduler(options);
  if (kind === 'MultiFactorScheduler')
    return new MultiFactorScheduler({ ...options, steps: options.step });
  return kind === 'PolyScheduler' ? new PolyScheduler(options) : new CosineScheduler(options);
}

const silent: Logger = { info: () => {}, warning: () => {} };

function close(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= Number.EPSILON * Math.abs(expected);
}

test('every schedule gives the rates and the lines of Python', async () => {
  const goldens = await pythonJson<Golden[]>(PYTHON);
  let equal = 0;
  for (const [i, { kind, arguments: given, override }] of CASES.entries()) {
    const { rates, lines } = goldens[i] as Golden;
    const ours: string[] = [];
    const schedule = create(kind, given, { ...silent, info: (line) => ours.push(line) });
    if (override !== undefined) schedule.baseLr = override;
    const actual = UPDATES.flatMap((n) => [schedule.rate(n), schedule.rate(n)]);
    // C's power and cosine round one in thousands otherwise; everything else is the same to the last bit.
    const exact = kind === 'FactorScheduler' || kind === 'MultiFactorScheduler';
    for (const [n, rate] of actual.entries()) {
      const expected = rates[n] as number;
      assert.ok(
        exact ? rate === expected : close(rate, expected),
        `${kind} ${n}: ${rate}, ${expected}`,
      );
      if (rate === expected) equal++;
    }
    assert.deepEqual(ours, lines);
  }
  assert.ok(equal >= 2 * UPDATES.length * CASES.length * 0.995, `${equal} are equal`);
});

test('a schedule that is first asked late goes over all the steps before', () => {
  const schedule = new MultiFactorScheduler({ steps: [2, 4, 6], factor: 0.5, baseLr: 1 });
  assert.equal(schedule.rate(5), 0.25);
});

test('a restored schedule goes on where the saved one was', () => {
  for (const { kind, arguments: given } of CASES) {
    const [whole, second] = [create(kind, given, silent), create(kind, given, silent)];
    for (let n = 0; n < 40; n++) whole.rate(n);
    second.restore(JSON.parse(JSON.stringify(whole.state())) as Record<string, number>);
    for (let n = 40; n < 100; n++) assert.equal(second.rate(n), whole.rate(n), `${kind} ${n}`);
  }
});

test('a curve that is asked only after its end keeps its first rate, as in Python', () => {
  assert.equal(new PolyScheduler({ maxUpdate: 10, baseLr: 0.3 }).rate(11), 0.3);
});

test('a warm-up rises to the rate the schedule was made with, not to the optimizer’s', () => {
  const schedule = new FactorScheduler({ step: 100, baseLr: 1, warmupSteps: 4 });
  schedule.baseLr = 8;
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((n) => schedule.rate(n)),
    [0, 0.25, 0.5, 0.75, 8],
  );
});

test('options out of range are refused by name', () => {
  const refused: [option: string, create: () => LRScheduler][] = [
    ['step', () => new FactorScheduler({ step: 0 })],
    ['step', () => new FactorScheduler({} as never)],
    ['factor', () => new FactorScheduler({ step: 1, factor: 1.5 })],
    ['factor', () => new MultiFactorScheduler({ steps: [1], factor: Number.NaN })],
    ['steps', () => new MultiFactorScheduler({ steps: [] })],
    ['steps[1]', () => new MultiFactorScheduler({ steps: [3, Number.NaN] })],
    ['steps', () => new MultiFactorScheduler({ steps: [3, 3] })],
    ['steps', () => new MultiFactorScheduler({ steps: [3, 2] })],
    ['maxUpdate', () => new PolyScheduler({ maxUpdate: 0 })],
    ['maxUpdate', () => new CosineScheduler({ maxUpdate: 2.5 })],
    ['maxUpdate', () => new PolyScheduler({} as never)],
    ['maxUpdate', () => new PolyScheduler({ maxUpdate: 5, warmupSteps: 5 })],
    ['pwr', () => new PolyScheduler({ maxUpdate: 5, pwr: -1 })],
    ['baseLr', () => new PolyScheduler({ maxUpdate: 5, baseLr: '1' as never })],
    ['warmupSteps', () => new PolyScheduler({ maxUpdate: 5, warmupSteps: -1 })],
    ['warmupBeginLr', () => new FactorScheduler({ step: 1, baseLr: 0.1, warmupBeginLr: 0.2 })],
    ['warmupMode', () => new FactorScheduler({ step: 1, warmupMode: 'cubic' as never })],
  ];
  for (const [option, make] of refused) {
    assert.throws(make, (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.ok(error.message.includes(`\`${option}\``), `${option}: ${error.message}`);
      return true;
    });
  }
});
