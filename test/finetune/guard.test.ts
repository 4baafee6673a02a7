import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BestSoFar } from '../../src/finetune/guard/best-so-far.js';
import { EarlyStopping } from '../../src/finetune/guard/early-stopping.js';
import { monitoredMetric } from '../../src/finetune/guard/monitored-metric.js';
import { Retention } from '../../src/finetune/guard/retention.js';
import { parseDuration, TimeLimit } from '../../src/finetune/guard/time-limit.js';
import type { SavedValue } from '../../src/finetune/resume/participants.js';

const ACCURACY = { name: 'accuracy', larger: true };
const LOSS = { name: 'cross-entropy', larger: false };

/** The epoch after which a sequence of values stops, and the best one; both from 0. */
function judged(
  values: readonly number[],
  options: Partial<ConstructorParameters<typeof EarlyStopping>[0]> = {},
): { stop: number | undefined; best: number | undefined } {
  const all = { metric: ACCURACY, patience: 2, minDelta: 0, minEpochs: 0, ...options };
  const [stopping, best] = [new EarlyStopping(all), new BestSoFar(all.metric)];
  for (const [epoch, value] of values.entries()) {
    best.validated(epoch, [
      ['other', 9],
      [all.metric.name, value],
    ]);
    if (stopping.validated(epoch, [[all.metric.name, value]]) !== undefined) {
      return { stop: epoch, best: best.best?.epoch };
    }
  }
  return { stop: undefined, best: best.best?.epoch };
}

test('a run stops after as many epochs without improvement as it has patience', () => {
  assert.deepEqual(judged([0.1, 0.2, 0.2, 0.2, 0.9]), { stop: 3, best: 1 });
  assert.deepEqual(judged([0.1, 0.2, 0.15, 0.3, 0.2, 0.25]), { stop: 5, best: 3 });
  assert.deepEqual(judged([0.3, 0.2], { patience: 1 }), { stop: 1, best: 0 });
  assert.deepEqual(judged([0.1, 0.2, 0.3, 0.4]), { stop: undefined, best: 3 });
});

test('of a loss the smaller value is the better one, and numbers are compared as numbers', () => {
  const metric = LOSS;
  assert.deepEqual(judged([0.9, 1e-5, 0.5, 0.4], { metric }), { stop: 3, best: 1 });
  assert.deepEqual(judged([10, 9, 8], { metric }), { stop: undefined, best: 2 });
});

test('an improvement must be larger than the least one, and the best epoch is the best all the same', () => {
  const minDelta = 0.125;
  assert.deepEqual(judged([0.5, 0.625, 0.625, 1], { minDelta }), { stop: 2, best: 1 });
  assert.deepEqual(judged([0.5, 0.6875, 0.75, 0.875], { minDelta }), { stop: undefined, best: 3 });
});

test('before the least number of epochs no run stops', () => {
  assert.deepEqual(judged([0.3, 0.2, 0.1, 0.1, 0.1], { minEpochs: 4 }), { stop: 3, best: 0 });
  assert.deepEqual(judged([0.3, 0.2, 0.1, 0.4], { minEpochs: 4 }), { stop: undefined, best: 3 });
});

test('what is no number is never an improvement, and of equal values the first is the best', () => {
  assert.deepEqual(judged([Number.NaN, Number.NaN]), { stop: 1, best: undefined });
  assert.deepEqual(judged([0.5, Number.NaN, 0.5]), { stop: 2, best: 0 });
});

test('saved in the middle and restored they go on as if nothing had happened', () => {
  const values = [0.1, 0.4, 0.3, 0.4, 0.35, 0.9];
  const options = { metric: ACCURACY, patience: 3, minDelta: 0, minEpochs: 0 };
  for (let cut = 0; cut <= 5; cut++) {
    let [stopping, best] = [new EarlyStopping(options), new BestSoFar(ACCURACY)];
    const stops: number[] = [];
    for (const [epoch, value] of values.entries()) {
      if (epoch === cut) {
        const saved = [stopping, best].map((one) => JSON.parse(JSON.stringify(one)) as SavedValue);
        [stopping, best] = [new EarlyStopping(options), new BestSoFar(ACCURACY)];
        stopping.restore(saved[0] as SavedValue);
        best.restore(saved[1] as SavedValue);
      }
      best.validated(epoch, [['accuracy', value]]);
      if (stopping.validated(epoch, [['accuracy', value]]) !== undefined) stops.push(epoch);
    }
    assert.deepEqual([stops, best.best?.epoch], [[4], 5], `cut before epoch ${cut}`);
  }
});

test('values of another metric are not taken over, and damage is refused', () => {
  const options = { metric: ACCURACY, patience: 1, minDelta: 0, minEpochs: 0 };
  const best = new BestSoFar(ACCURACY);
  best.restore({ metric: 'cross-entropy', epoch: 3, value: 0.1 });
  assert.equal(best.best, undefined);
  for (const state of [null, 7, 'x', {}, { metric: 'accuracy', epoch: -1, value: 1 }] as const) {
    assert.throws(() => best.restore(state), RangeError);
    assert.throws(() => new EarlyStopping(options).restore(state), RangeError);
    const retention = new Retention({ keep: 1, startedFrom: undefined });
    assert.throws(() => retention.restore(state), RangeError);
  }
});

test('the newest stay, the best and that of the start as well', () => {
  const retention = new Retention({ keep: 2, startedFrom: 1 });
  for (const epoch of [1, 2, 3]) retention.saved(epoch, true);
  assert.deepEqual(retention.takeSurplus(undefined), []);
  retention.saved(4, true);
  assert.deepEqual(retention.takeSurplus(2), []);
  retention.saved(5, true);
  assert.deepEqual(retention.takeSurplus(2), [3]);
  retention.saved(6, true);
  assert.deepEqual(retention.takeSurplus(6), [2, 4]);
  const later = new Retention({ keep: 1, startedFrom: 6 });
  later.restore(JSON.parse(JSON.stringify(retention)) as SavedValue);
  later.saved(7, true);
  assert.deepEqual(later.takeSurplus(undefined), [1, 5]);
  assert.deepEqual(
    [1, 5, 6, 7].map((epoch) => later.has(epoch)),
    [false, false, true, true],
  );
});

test('what was saved only because it was the best goes when it is not any more', () => {
  const retention = new Retention({ keep: undefined, startedFrom: undefined });
  for (const [epoch, isDue] of [
    [2, false],
    [3, true],
    [4, false],
  ] as const) {
    retention.saved(epoch, isDue);
  }
  assert.deepEqual(retention.takeSurplus(2), [], 'the best and the last');
  assert.deepEqual(retention.takeSurplus(4), [2]);
});

test('a metric is found by its name in the log and by that of --loss; another one is refused', () => {
  const settings = { topK: 5, loss: 'ce,nll_loss' };
  for (const [monitorMetric, name, larger] of [
    [undefined, 'accuracy', true],
    ['acc', 'accuracy', true],
    ['top_k_accuracy_5', 'top_k_accuracy_5', true],
    ['ce', 'cross-entropy', false],
    ['nll_loss', 'nll-loss', false],
  ] as const) {
    assert.deepEqual(monitoredMetric({ ...settings, monitorMetric }), { name, larger });
  }
  const unknown = { topK: 0, loss: '', monitorMetric: 'acuracy' };
  assert.throws(() => monitoredMetric(unknown), {
    code: 'ERR_OPTION',
    message: /--monitor-metric acuracy is not measured in this run; there is accuracy\./,
  });
});

test('a time has units, and ends when it is up', () => {
  for (const [text, milliseconds] of [
    ['45s', 45_000],
    ['90m', 5_400_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    ['0.5s', 500],
  ] as const) {
    assert.equal(parseDuration('--max-time', text), milliseconds);
  }
  for (const text of ['', '5', '0s', '-1h', '2 h', '1m1h', '1.2.3s', 'h', `${'9'.repeat(400)}d`]) {
    assert.throws(() => parseDuration('--max-time', text), { code: 'ERR_OPTION' }, text);
  }
  let now = 1000;
  const limit = new TimeLimit('2s', () => now);
  now = 2999;
  assert.equal(limit.reached(), undefined);
  now = 3000;
  assert.match(limit.reached() ?? '', /the time of 2s is up/);
});
