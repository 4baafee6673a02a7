/** The classes of several runs side by side. */

import type { VNode } from 'preact';
import { bestValues } from './best-values.js';
import { MOST_CLASSES, Search } from './class-table.js';
import { metricText, NONE } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { Scroll, Section } from './section.js';
import { shortText } from './texts.js';

const ID = 'classes-compared';

/** A table of F1 scores: classes are matched by their names. */
export function ClassComparison({ runs }: { runs: readonly ReportedRun[] }): VNode | null {
  const evaluated = runs.flatMap(({ name, evaluation }) =>
    evaluation === undefined
      ? []
      : [{ name, scores: new Map(evaluation.perClass.map(({ label, f1 }) => [label, f1])) }],
  );
  if (evaluated.length < 2) return null;
  const all = [...new Set(evaluated.flatMap(({ scores }) => [...scores.keys()]))];
  const labels = all.slice(0, MOST_CLASSES);
  const left = all.length - labels.length;
  return (
    <Section id="classes" title="F1 of the classes">
      <Search table={ID} />
      <Scroll
        label="Table of the classes"
        hint={`Classes are matched by their names. The best value of a class is bold.${left > 0 ? ` ${left} more classes are left out.` : ''}`}
        isHigh
      >
        <table id={ID} class="wide" data-sortable>
          <thead>
            <tr>
              <th scope="col">Class</th>
              {evaluated.map(({ name }) => (
                <th key={name} scope="col">
                  {shortText(name, 60)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label) => (
              <ClassRow
                key={label}
                label={label}
                scores={evaluated.map(({ scores }) => scores.get(label) ?? null)}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

function ClassRow({ label, scores }: { label: string; scores: readonly (number | null)[] }): VNode {
  const marks = bestValues(scores);
  return (
    <tr>
      <th scope="row">{shortText(label, 80)}</th>
      {scores.map((score, i) => (
        <td key={i} class={marks[i] ? 'strong' : undefined}>
          {score === null ? NONE : metricText(score)}
        </td>
      ))}
    </tr>
  );
}
