/** An evaluation for people. */

import type { Scores } from '../../report/evaluation/accumulator.js';
import type { EvaluatedData, EvaluatedModel, Mistake } from '../../report/evaluation/evaluation.js';
import { placeText } from '../../report/evaluation/place-text.js';
import { csvText } from '../../text/csv.js';
import { counted } from '../../text/plural.js';
import { fixed } from '../../text/python-format.js';
import { textTable, visibleText } from './text-table.js';

/** More classes do not fit side by side: their largest confusions are told instead. */
const MOST_COLUMNS = 20;

/** How many of them. */
const SHOWN_CONFUSIONS = 20;

/** The whole evaluation of one or several checkpoints; the numbers have the names and the digits of a training's log. */
export function evaluationReport(
  models: readonly EvaluatedModel[],
  data: EvaluatedData,
  scores: Scores,
): string {
  return paragraphs([
    [`${models.map(modelText).join(' and ')} on ${dataText(data)}`],
    scoreLines(scores),
    classLines(scores),
    confusionLines(scores),
    mistakeLines('worst mistakes', scores.worst),
  ]);
}

/** A checkpoint in words. */
export function modelText({ prefix, epoch }: EvaluatedModel): string {
  return visibleText(`${prefix}, epoch ${epoch}`);
}

/** Data in words. */
export function dataText({ path, images, skipped }: EvaluatedData): string {
  const leftOut = skipped === 0 ? '' : `, ${skipped} left out`;
  return `${visibleText(path)}: ${counted(images, 'image')}${leftOut}`;
}

/** Parts of a text with empty lines between them. */
export function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts
    .filter(({ length }) => length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** One line for each class. */
export function evaluationCsv({ perClass }: Scores): string {
  const heading = ['index', 'label', 'images', 'predicted', 'precision', 'recall', 'f1'];
  return csvText([
    heading,
    ...perClass.map((scores) => [
      ...[scores.index, scores.label, scores.support, scores.predicted],
      ...[scores.precision, scores.recall, scores.f1],
    ]),
  ]);
}

function scoreLines({ accuracy, topK, loss, macro, calibration }: Scores): string[] {
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

function classLines({ perClass }: Scores): string[] {
  const share = (value: number | null) => (value === null ? '-' : fixed(value, 4));
  return textTable([
    ['class', 'images', 'predicted', 'precision', 'recall', 'F1'],
    ...perClass.map(({ label, support, predicted, precision, recall, f1 }) => [
      ...[label, String(support), String(predicted)],
      ...[share(precision), share(recall), share(f1)],
    ]),
  ]);
}

function confusionLines(scores: Scores): string[] {
  const { classNames, confusion, confusions } = scores;
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

/** Images that were taken for a wrong class. */
export function mistakeLines(title: string, mistakes: readonly Mistake[]): string[] {
  if (mistakes.length === 0) return [];
  const rows = mistakes.map((mistake) => [
    ...[fixed(mistake.probability, 4), mistake.predicted, mistake.label, placeText(mistake)],
  ]);
  return textTable([[title, 'taken for', 'is', 'image'], ...rows], 4);
}
