/** A whole report. */

import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { packageVersion } from '../../native/package-root.js';
import { ClassComparison } from './class-comparison.js';
import { Comparison } from './comparison.js';
import { Configuration } from './configuration.js';
import { Curves } from './curves.js';
import { Data } from './data.js';
import { Document } from './document.js';
import { EvaluationSection } from './evaluation.js';
import { Notes } from './notes.js';
import { timeText } from './numbers.js';
import { RunOverview } from './overview.js';
import type { ReportedRun } from './reported-run.js';
import { shortText } from './texts.js';

/**
 * The report as one HTML document that needs nothing else.
 *
 * @param written - when: an ISO date
 */
export function reportPage(runs: readonly ReportedRun[], written: string): string {
  const names = runs.map(({ name }) => shortText(name, 60)).join(', ');
  return `<!doctype html>\n${renderToString(
    <Document title={`Report: ${names}`}>
      <Page runs={runs} written={written} />
    </Document>,
  )}\n`;
}

function Page({ runs, written }: { runs: readonly ReportedRun[]; written: string }): VNode {
  const [first, ...others] = runs;
  const isAlone = first !== undefined && others.length === 0;
  return (
    <>
      <header>
        {isAlone ? <RunOverview run={first} /> : <Heading runs={runs} />}
        <Contents runs={runs} />
      </header>
      <main>
        <Notes runs={runs} />
        {!isAlone && <Comparison runs={runs} />}
        <Curves runs={runs} />
        {!isAlone && <ClassComparison runs={runs} />}
        {runs.map((run, i) => (
          <EvaluationSection key={run.name} run={run} {...evaluationOf(run, i, runs)} />
        ))}
        <Data runs={runs} />
        <Configuration runs={runs} />
      </main>
      <footer>
        <p>
          Written by mxnet-finetune {packageVersion()}, {timeText(written)}.
        </p>
      </footer>
    </>
  );
}

function Heading({ runs }: { runs: readonly ReportedRun[] }): VNode {
  return (
    <>
      <p class="kicker">Report of several runs</p>
      <h1>{runs.length} runs side by side</h1>
      <p class="lead">{runs.map(({ name }) => shortText(name, 60)).join(', ')}</p>
    </>
  );
}

/** Links to the parts. */
function Contents({ runs }: { runs: readonly ReportedRun[] }): VNode {
  const isCompared = runs.length > 1;
  const evaluated = runs.filter(({ evaluation }) => evaluation !== undefined).length;
  const hasHistory = runs.some(({ history }) => history !== undefined);
  const parts = [
    ...(isCompared ? [['comparison', 'Comparison']] : []),
    ...(hasHistory ? [['curves', 'Training']] : []),
    ...(isCompared && evaluated > 1 ? [['classes', 'F1 of the classes']] : []),
    ...runs.map((run, i) => {
      const { id, title } = evaluationOf(run, i, runs);
      return [id, title];
    }),
    ['data', 'Data and network'],
    ...(hasHistory ? [['configuration', 'Configuration']] : []),
  ];
  return (
    <nav aria-label="Parts of this report">
      <ul>
        {parts.map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function evaluationOf(
  { name }: ReportedRun,
  place: number,
  runs: readonly ReportedRun[],
): { id: string; title: string; isCompared: boolean } {
  const isCompared = runs.length > 1;
  return {
    id: isCompared ? `evaluation-${place + 1}` : 'evaluation',
    title: isCompared ? `Evaluation of ${shortText(name, 60)}` : 'Evaluation',
    isCompared: runs.filter(({ evaluation }) => evaluation !== undefined).length > 1,
  };
}
