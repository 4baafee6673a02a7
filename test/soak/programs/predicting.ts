/**
 * Predicts for a long time in one of several ways, and prints how much the process has grown meanwhile, as JSON.
 *
 * Arguments: `predictions`, `loads`, `reloads` or `aborts`, a folder, how many.
 */

import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import { Classifier } from '../../../src/predictor/classifier.js';
import { openLibrary } from '../../../src/runtime/library.js';
import { clothesNet, pictures } from '../../support/classifier-net.js';
import { type Grown, grownSince, held } from '../../support/grown.js';
import { assertSameAnswers } from '../../support/same-answers.js';

const BATCH = 32;
const IMAGES = pictures(BATCH);
const OPTIONS = { maxBatch: BATCH };

/** Before V8's and malloc's heaps have the size that they keep. */
const WARM_UP = { calls: 500, loads: 300, reloads: 300, aborts: 500 };

/** Does `once` so often, after it has warmed up. */
async function repeat(
  count: number,
  warmUp: number,
  once: (i: number) => Promise<void>,
): Promise<Grown> {
  for (let i = 0; i < warmUp; i++) await once(i);
  const before = await held();
  for (let i = 0; i < count; i++) await once(i);
  return await grownSince(before);
}

async function predictions(prefix: string, count: number): Promise<Grown> {
  await using classifier = await Classifier.load(prefix, OPTIONS);
  const expected = await classifier.classify(IMAGES);
  return await repeat(count / BATCH, WARM_UP.calls, async () => {
    assertSameAnswers(await classifier.classify(IMAGES), expected);
  });
}

async function loads(prefix: string, count: number): Promise<Grown> {
  return await repeat(count, WARM_UP.loads, async (i) => {
    await using classifier = await Classifier.load(prefix, OPTIONS);
    await classifier.classify(IMAGES.slice(0, 1 + (i % BATCH)));
  });
}

/** Callers that never pause ask while the checkpoint is loaded again and again. */
async function reloads(prefix: string, count: number): Promise<Grown & { answers: number }> {
  const callers = 8;
  await using classifier = await Classifier.load(prefix, OPTIONS);
  const expected = await classifier.classify(IMAGES);
  let reloading = true;
  let answers = 0;
  const call = async (place: number) => {
    while (reloading) {
      const [image] = IMAGES.slice(place) as [Buffer];
      assertSameAnswers([await classifier.classify(image)], expected.slice(place, place + 1));
      answers++;
    }
  };
  const swapAll = async (times: number) => {
    reloading = true;
    const calls = Array.from({ length: callers }, (_, i) => call(i));
    for (let i = 0; i < times; i++) await classifier.reload();
    reloading = false;
    await Promise.all(calls);
  };
  await swapAll(WARM_UP.reloads);
  answers = 0;
  const before = await held();
  await swapAll(count);
  assert.equal(classifier.stats().calls.failed, 0);
  return { answers, ...(await grownSince(before)) };
}

/** Each call ends with its signal, at another moment of its way. */
async function aborts(prefix: string, count: number): Promise<Grown & { aborted: number }> {
  await using classifier = await Classifier.load(prefix, OPTIONS);
  const started = performance.now();
  const expected = await classifier.classify(IMAGES);
  const longest = performance.now() - started;
  const abortSome = async (wanted: number) => {
    let aborted = 0;
    for (let i = 0; aborted < wanted; i++) {
      const ending = new AbortController();
      const call = classifier.classify(IMAGES, { signal: ending.signal }).then(
        (answers) => assertSameAnswers(answers, expected),
        (error) => {
          assert.equal(error.code, 'ERR_INTERRUPTED');
          aborted++;
        },
      );
      // From before its first step to when it is nearly done.
      const moment = ((i * 13) % 100) / 100;
      if (moment > 0) await later(moment * longest);
      ending.abort(new Error('enough'));
      await call;
    }
    return aborted;
  };
  await abortSome(WARM_UP.aborts);
  const before = await held();
  const aborted = await abortSome(count);
  assertSameAnswers(await classifier.classify(IMAGES), expected);
  return { aborted, ...(await grownSince(before)) };
}

const WAYS = { predictions, loads, reloads, aborts };
const [how = '', folder = '', count] = process.argv.slice(2);
const way = WAYS[how as keyof typeof WAYS];
const prefix = await clothesNet(folder);
await openLibrary();
const start = await held();
const { megabytes, ...more } = await way(prefix, Number(count));
// What is bound depends on how calls have met; when it is disposed, nothing may be left.
const { handles } = await grownSince(start);
process.stdout.write(JSON.stringify({ ...more, megabytes, handles }));
