/** How well each class is recognized. */

import type { VNode } from 'preact';
import type { ClassScores } from '../evaluation/evaluation.js';
import { countText, metricText, NONE } from './numbers.js';
import type { ReportedEvaluation } from './reported-run.js';
import { Scroll } from './section.js';
import { shortText } from './texts.js';

/** More lines would make the file too large: those of the best classes are left out. */
export const MOST_CLASSES = 2048;

/** Fewer classes are seen at once. */
const SEARCHED = 12;

const LONGEST_NAME = 80;

/** A table of all classes, searched and sorted where scripts run. */
export function ClassTable({
  id,
  evaluation,
}: {
  id: string;
  evaluation: ReportedEvaluation;
}): VNode {
  const { perClass, confusion, macro } = evaluation;
  const shown = worstOf(perClass);
  const left = perClass.length - shown.length;
  return (
    <>
      {shown.length >= SEARCHED && <Search table={id} />}
      <Scroll
        label="Table of classes"
        hint={`Precision: share of the images taken for a class that are of it. Recall: share of its images that were recognized. F1: their harmonic mean.${left > 0 ? ` The ${countText(left)} classes with the highest F1 are left out.` : ''}`}
        isHigh
      >
        <table id={id} class="wide" data-sortable>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">Images</th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col">F1</th>
              <th scope="col" class="text">
                Mostly taken for
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((scores) => (
              <ClassRow
                key={scores.index}
                scores={scores}
                rival={rivalText(evaluation, confusion?.[scores.index], scores.index)}
              />
            ))}
          </tbody>
          <tfoot>
            <tr class="strong">
              <th scope="row">Mean of the classes</th>
              <td>{countText(perClass.reduce((sum, { support }) => sum + support, 0))}</td>
              <td>{metricText(macro.precision)}</td>
              <td>{metricText(macro.recall)}</td>
              <td>
                {metricText(macro.f1)}
                <Meter share={macro.f1} />
              </td>
              <td />
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </>
  );
}

/** A field that is shown where scripts run. */
export function Search({ table }: { table: string }): VNode {
  return (
    <label class="search" hidden>
      Find a class <input type="search" data-table={table} autocomplete="off" /> <output />
    </label>
  );
}

function ClassRow({ scores, rival }: { scores: ClassScores; rival: string }): VNode {
  const { label, support, precision, recall, f1 } = scores;
  return (
    <tr>
      <th scope="row">{shortText(label, LONGEST_NAME)}</th>
      <td>{countText(support)}</td>
      <td>{metricText(precision)}</td>
      <td>{metricText(recall)}</td>
      <td>
        {metricText(f1)}
        <Meter share={f1 ?? 0} />
      </td>
      <td class="text">{rival}</td>
    </tr>
  );
}

/** A share as a bar, for the eye alone: the number stands beside it. */
function Meter({ share }: { share: number }): VNode {
  const width = Math.round(64 * Math.min(1, Math.max(0, share)));
  return (
    <svg class="meter" viewBox="0 0 64 8" aria-hidden="true">
      <rect class="rest" width="64" height="8" />
      <rect class="bar" width={width} height="8" />
    </svg>
  );
}

/** The class that was predicted most often in place of the right one. */
function rivalText(
  { classNames, confusions }: ReportedEvaluation,
  row: readonly number[] | undefined,
  index: number,
): string {
  if (row === undefined) {
    const pair = confusions.find(({ label }) => label === classNames[index]);
    return pair ? `${shortText(pair.predicted, LONGEST_NAME)} (${countText(pair.count)})` : NONE;
  }
  let rival = -1;
  for (const [j, count] of row.entries()) {
    if (j !== index && count > (row[rival] ?? 0)) rival = j;
  }
  const count = row[rival];
  if (count === undefined) return NONE;
  return `${shortText(classNames[rival] ?? '', LONGEST_NAME)} (${countText(count)})`;
}

function worstOf(perClass: readonly ClassScores[]): ClassScores[] {
  if (perClass.length <= MOST_CLASSES) return [...perClass];
  return [...perClass].sort((a, b) => (a.f1 ?? 2) - (b.f1 ?? 2)).slice(0, MOST_CLASSES);
}
