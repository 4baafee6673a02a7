import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawEvaluation } from '../../../src/report/draw-evaluation.js';
import type { Evaluation } from '../../../src/report/evaluation/evaluation.js';
import { reportPage } from '../../../src/report/page/report-page.js';
import type { ReportedRun } from '../../../src/report/page/reported-run.js';
import { historyOf } from '../../../src/report/run/history.js';
import { type LogRecord, parseLogRecord } from '../../../src/report/run/log-record.js';
import { MOST_BYTES } from '../../../src/report/write-report.js';
import { HOSTILE_NAME, madeUpEvaluation, madeUpNames } from '../../support/evaluations.js';
import { epochRecords, logText, type MadeUpRecord, startRecord } from '../../support/run-logs.js';

const WRITTEN = '2026-01-31T12:00:00.000Z';

/** A picture as small as they come. */
const DOT = 'data:image/png;base64,iVBORw0KGgo=';

function historyFrom(...records: MadeUpRecord[]) {
  const lines = logText(records).trimEnd().split('\n');
  return historyOf(lines.map((line) => parseLogRecord(line) as LogRecord));
}

async function run(name: string, evaluation?: Evaluation): Promise<ReportedRun> {
  return {
    ...{ prefix: `out/${name}`, name, recipe: undefined, notes: [] },
    history: historyFrom(
      startRecord(),
      ...epochRecords(0, 0.5, 0.4),
      ...epochRecords(1, 0.6, 0.5),
      { type: 'best', epoch: 1, metric: 'accuracy', value: 0.5, file: null },
    ),
    evaluation: evaluation && {
      ...(await drawEvaluation(evaluation, 0)),
      thumbnails: evaluation.worst.map((_, i) => (i === 1 ? undefined : DOT)),
    },
  };
}

/** The text that a browser would show, tag by tag. */
function textsOf(html: string): string[] {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .split(/<[^>]*>/)
    .map((text) => text.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => entities[name] ?? ''));
}

/** Everything by which a browser could be led elsewhere. */
function assertSelfContained(html: string): void {
  assert.doesNotMatch(html, /https?:/i);
  const references = [...html.matchAll(/\b(?:src|href|action|data|poster)="([^"]*)"/g)];
  for (const [, address = ''] of references) assert.match(address, /^(#[\w-]+$|data:image\/)/);
  assert.doesNotMatch(html, /@import|url\((?!#)/);
  assert.match(html, /Content-Security-Policy" content="default-src 'none'; img-src data:;/);
  assert.doesNotMatch(html, /<[^>]* style="/, 'the policy allows no such attributes');
  assert.doesNotMatch(html, /<[^>]* on\w+="/);
}

for (const classes of [2, 3, 30, 31, 100, 1000]) {
  test(`a report on ${classes} classes names each of them, and is small and self-contained`, async () => {
    const classNames = madeUpNames(classes);
    classNames[1] = HOSTILE_NAME;
    const html = reportPage([await run('m', madeUpEvaluation({ classNames }))], WRITTEN);
    assert.ok(Buffer.byteLength(html) < MOST_BYTES / 10, String(html.length));
    const texts = new Set(textsOf(html));
    for (const name of classNames) assert.ok(texts.has(name), name);
    assertSelfContained(html);
    assert.equal(html.includes('<img src=x'), false);
    assert.equal(html.match(/<script>/g)?.length, 1);
    const isTable = classes <= 30;
    assert.equal(/<table class="matrix">/.test(html), isTable);
    assert.equal(/<image href="data:image\/png/.test(html), !isTable);
  });
}

test('numbers of a table of classes are those of the evaluation', async () => {
  const evaluation = madeUpEvaluation({ classNames: ['cat', 'dog', 'owl'] });
  const html = reportPage([await run('m', evaluation)], WRITTEN);
  const [, body = ''] =
    /<table id="evaluation-classes"[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(html) ?? [];
  const rows = body.split('</tr>').filter((row) => row !== '');
  assert.equal(rows.length, 3);
  for (const [i, row] of rows.entries()) {
    const scores = evaluation.perClass[i];
    const [label, support, precision, recall, f1] = textsOf(row).filter((text) => text !== '');
    assert.deepEqual(
      [label, support, precision, recall, f1],
      [
        scores?.label,
        String(scores?.support),
        scores?.precision?.toFixed(4),
        scores?.recall?.toFixed(4),
        scores?.f1?.toFixed(4),
      ],
    );
  }
});

test('a mistake has its picture, what it is, what it was taken for, and its file', async () => {
  const evaluation = madeUpEvaluation({ classNames: ['cat', 'dog'], images: 10 });
  const html = reportPage([await run('m', evaluation)], WRITTEN);
  const [, list = ''] = /<ol class="mistakes">([\s\S]*?)<\/ol>/.exec(html) ?? [];
  const items = list.split('</li>').filter((item) => item !== '');
  assert.equal(items.length, evaluation.worst.length);
  for (const [i, item] of items.entries()) {
    const { label, predicted, file, probability } = evaluation.worst[i] ?? {};
    const text = textsOf(item).join('');
    const percent = (100 * (probability ?? 0)).toFixed(1);
    assert.ok(text.includes(`${label}taken for ${predicted}, ${percent}\u00a0%${file}`), text);
    assert.equal(item.includes(`<img src="${DOT}"`), i !== 1);
  }
});

test('several runs have one chart for a metric, with a curve each, and a table side by side', async () => {
  const classNames = ['cat', 'dog'];
  const runs = [
    await run('first', madeUpEvaluation({ classNames })),
    await run('second', madeUpEvaluation({ classNames, seed: 3 })),
    await run('third'),
  ];
  const html = reportPage(runs, WRITTEN);
  const texts = textsOf(html);
  assert.equal(texts.filter((text) => text === 'Accuracy').length, 2, 'a chart and a line');
  for (const name of ['first', 'second', 'third']) {
    assert.ok(texts.includes(`${name}, validation`));
    assert.ok(texts.includes(`Evaluation of ${name}`));
  }
  assert.match(html, /<title>third, validation, 2: 0\.5<\/title>/);
  assert.ok(texts.includes('F1 of the classes'));
  assert.ok(html.includes('report out/third --data DATA'), 'how the third one is evaluated');
  assertSelfContained(html);
});

test('options that differ between runs come first', async () => {
  const [first, second] = [await run('first'), await run('second')];
  const { history } = second;
  assert.ok(history);
  const start = {
    ...history.start,
    configuration: { ...history.start.configuration, lr: 0.5, extra: '//me:secret@host/x' },
  };
  const html = reportPage([first, { ...second, history: { ...history, start } }], WRITTEN);
  const [, differing = ''] = /What differs between the runs([\s\S]*?)<details/.exec(html) ?? [];
  const cells = textsOf(differing).filter((text) => text !== '');
  for (const cell of ['--lr', '0.01', '0.5', '--extra', '//…@host/x']) {
    assert.ok(cells.includes(cell), cell);
  }
  assert.equal(cells.includes('--num-epochs'), false);
  assert.equal(html.includes('secret'), false);
});

test('warnings, failures and what was left out are told above everything', async () => {
  const whole = await run('m');
  const history = historyFrom(
    startRecord(),
    { type: 'warning', message: 'beware of <dogs>' },
    { type: 'end', status: 'failed', message: 'the disk is full' },
  );
  const html = reportPage([{ ...whole, history, notes: ['line 3 is left out'] }], WRITTEN);
  const [, notes = ''] = /<section class="note"[^>]*>([\s\S]*?)<\/section>/.exec(html) ?? [];
  assert.deepEqual(
    textsOf(notes).filter((text) => text !== ''),
    ['line 3 is left out', 'The run has failed: the disk is full', 'beware of <dogs>'],
  );
  assert.ok(html.includes('No epoch has been trained yet.'));
});

test('where a run went on, and where its loss was not finite, is marked and told', async () => {
  const whole = await run('m');
  const history = historyFrom(
    startRecord(),
    ...epochRecords(0, 0.5, 0.4),
    startRecord({ resumes: true }),
    { type: 'resume', epoch: 1, batch: 3, file: 'm-0001.run.json', replayed: 13 },
    { type: 'divergence', epoch: 1, batch: 5, action: 'skip', images: [] },
    ...epochRecords(1, 0.6, 0.5),
  );
  const html = reportPage([{ ...whole, history }], WRITTEN);
  const texts = [
    'after 1.3 epochs: went on with m-0001.run.json',
    'after 1.5 epochs: the loss was not finite in batch 5 of epoch 2: skip',
  ];
  for (const text of texts) assert.ok(html.includes(`<title>${text}</title>`), text);
  assert.ok(html.includes(`Dotted lines: ${texts.join('; ')}.`));
  assert.ok(html.includes('not ended; last told something at 2026-01-01 12:00 UTC'));
});

test('an evaluation alone makes a report too', async () => {
  const whole = await run('m', madeUpEvaluation({ classNames: ['cat', 'dog'] }));
  const html = reportPage([{ ...whole, history: undefined }], WRITTEN);
  assert.doesNotMatch(html, /id="curves"|href="#curves"|id="configuration"/);
  assert.match(html, /id="evaluation"/);
});

test('more classes than a file has room for: the worst are shown, and that is said', async () => {
  const classNames = madeUpNames(3000);
  const evaluation = madeUpEvaluation({ classNames, images: 2 });
  assert.equal(evaluation.confusion, null);
  const html = reportPage([await run('m', evaluation)], WRITTEN);
  assert.ok(html.includes('The 952 classes with the highest F1 are left out.'));
  assert.ok(html.includes('There are too many classes for a whole matrix (3,000).'));
  assert.ok(Buffer.byteLength(html) < MOST_BYTES / 4);
});
