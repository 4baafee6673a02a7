/** An evaluation for people. */

import type { Evaluation, Mistake } from '../../report/evaluation/evaluation.js';
import { placeText } from '../../report/evaluation/place-text.js';
import { counted } from '../../text/plural.js';
import { fixed } from '../../text/python-format.js';
import { csvText, textTable, visibleText } from './text-table.js';

/** More classes do not fit side by side: their largest confusions are told instead. */
const MOST_COLUMNS = 20;

/** How many of them. */
const SHOWN_CONFUSIONS = 20;

/** The whole evaluation; the numbers have the names and the digits of the log of a training. */
export function evaluationReport(evaluation: Evaluation): string {
  const { model, data, worst } = evaluation;
  const skipped = data.skipped === 0 ? '' : `, ${data.skipped} left out`;
  const title = `${model.prefix}, epoch ${model.epoch}, on ${data.path}: ${counted(data.images, 'image')}${skipped}`;
  const parts = [
    [visibleText(title)],
    scoreLines(evaluation),
    classLines(evaluation),
    confusionLines(evaluation),
    mistakeLines(worst),
  ];
  return parts
    .filter(({ length }) => length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** One line for each class. */
export function evaluationCsv({ perClass }: Evaluation): string {
  const heading = ['index', 'label', 'images', 'predicted', 'precision', 'recall', 'f1'];
  return csvText([
    heading,
    ...perClass.map((scores) => [
      ...[scores.index, scores.label, scores.support, scores.predicted],
      ...[scores.precision, scores.recall, scores.f1],
    ]),
  ]);
}

function scoreLines({ accuracy, topK, loss, macro, calibration }: Evaluation): string[] {
  const top = topK.k === 1 ? [] : [[`top_k_accuracy_${topK.k}`, topK.accuracy] as const];
  const scores = [
    ['accuracy', accuracy],
    ...top,
    ['cross-entropy', loss],
    ['macro precision', macro.precision],
    ['macro recall', macro.recall],
    ['macro F1', macro.f1],
    ['calibration error', calibration.error],
  ] as const;
  return textTable(scores.map(([name, value]) => [name, fixed(value)]));
}

function classLines({ perClass }: Evaluation): string[] {
  const share = (value: number | null) => (value === null ? '-' : fixed(value, 4));
  return textTable([
    ['class', 'images', 'predicted', 'precision', 'recall', 'F1'],
    ...perClass.map(({ label, support, predicted, precision, recall, f1 }) => [
      ...[label, String(support), String(predicted)],
      ...[share(precision), share(recall), share(f1)],
    ]),
  ]);
}

function confusionLines(evaluation: Evaluation): string[] {
  const { classNames, confusion, confusions } = evaluation;
  if (confusion !== null && classNames.length <= MOST_COLUMNS) {
    const rows = confusion.map((row, i) => [`${i} ${classNames[i]}`, ...row.map(String)]);
    const columns = classNames.map((_, i) => String(i));
    return [
      'images of the class of the line, taken for',
      ...textTable([['', ...columns], ...rows]),
    ];
  }
  if (confusions.length === 0) return [];
  const rows = confusions
    .slice(0, SHOWN_CONFUSIONS)
    .map(({ label, predicted, count }) => [label, predicted, String(count)]);
  return textTable([['most often confused: class', 'taken for', 'images'], ...rows], 2);
}

function mistakeLines(worst: readonly Mistake[]): string[] {
  if (worst.length === 0) return [];
  const rows = worst.map((mistake) => [
    ...[fixed(mistake.probability, 4), mistake.predicted, mistake.label, placeText(mistake)],
  ]);
  return textTable([['worst mistakes', 'taken for', 'is', 'image'], ...rows], 4);
}
