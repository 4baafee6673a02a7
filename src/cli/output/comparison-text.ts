/** Two checkpoints side by side, for people. */

import type { ModelComparison } from '../../report/evaluation/comparison.js';
import { fixed } from '../../text/python-format.js';
import { dataText, mistakeLines, modelText, paragraphs } from './evaluation-text.js';
import { textTable } from './text-table.js';

/** Below it chance is a poor explanation. */
const SIGNIFICANT = 0.05;

/** The whole comparison. */
export function comparisonReport(comparison: ModelComparison): string {
  const { first, second, data, right, onlyFirst, onlySecond } = comparison;
  return paragraphs([
    [`A ${modelText(first)}`, `B ${modelText(second)}`, `on ${dataText(data)}`],
    textTable([
      ['', 'A', 'B'],
      ['accuracy', fixed(first.accuracy), fixed(second.accuracy)],
      ['right', String(right.both + right.onlyFirst), String(right.both + right.onlySecond)],
      ['right only here', String(right.onlyFirst), String(right.onlySecond)],
    ]),
    [`both right ${right.both}, neither right ${right.neither}`, verdict(comparison)],
    classLines(comparison),
    mistakeLines('only A is right; B', onlyFirst),
    mistakeLines('only B is right; A', onlySecond),
  ]);
}

function verdict({ first, second, pValue }: ModelComparison): string {
  const test = `McNemar's exact test: p = ${pValue < 1e-4 ? '< 0.0001' : fixed(pValue, 4)}`.replace(
    '= <',
    '<',
  );
  if (pValue >= SIGNIFICANT) return `${test}: so large a difference may well be chance`;
  return `${test}: ${first.accuracy > second.accuracy ? 'A' : 'B'} is better, hardly by chance`;
}

function classLines({ perClass }: ModelComparison): string[] {
  const signed = (value: number) => `${value < 0 ? '' : '+'}${fixed(value, 4)}`;
  return textTable([
    ['class', 'images', 'recall A', 'recall B', 'change'],
    ...perClass.map(({ label, images, first, second }) => [
      ...[label, String(images), fixed(first, 4), fixed(second, 4), signed(second - first)],
    ]),
  ]);
}
