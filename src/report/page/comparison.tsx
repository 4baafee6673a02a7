/** Several runs side by side. */

import type { ComponentChildren, VNode } from 'preact';
import { isLargerBetter } from '../../finetune/guard/monitored-metric.js';
import { bestValues } from './best-values.js';
import { countText, durationText, metricText, NONE, percentText } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { lastEpoch, medianSpeed, statusText, trainingSeconds } from './run-facts.js';
import { Scroll, Section } from './section.js';
import { metricTitle, shortText } from './texts.js';

/** One line of the table. */
interface Row {
  title: string;
  cell: (run: ReportedRun) => ComponentChildren;
  /** By which the best run is marked: a number, of which more or less is better. */
  value?: (run: ReportedRun) => number | null | undefined;
  isLessBetter?: boolean;
}

const ROWS: readonly Row[] = [
  { title: 'Ended', cell: ({ history }) => (history ? statusText(history) : NONE) },
  {
    title: 'Epochs trained',
    cell: ({ history }) => (history ? countText(history.epochs.length) : NONE),
  },
  {
    title: 'Training time',
    cell: ({ history }) => (history ? durationText(trainingSeconds(history)) : NONE),
  },
  {
    title: 'Images per second',
    cell: ({ history }) => {
      const speed = history && medianSpeed(history);
      return speed === undefined ? NONE : countText(Number(speed.toPrecision(3)));
    },
  },
  { title: 'Device', cell: ({ history }) => history?.start.device ?? NONE },
];

const EVALUATION_ROWS: readonly Row[] = [
  {
    title: 'Evaluated images',
    cell: ({ evaluation }) => (evaluation ? countText(evaluation.data.images) : NONE),
  },
  {
    title: 'Evaluated epoch',
    cell: ({ evaluation }) => (evaluation ? String(evaluation.model.epoch) : NONE),
  },
  {
    title: 'Accuracy',
    cell: ({ evaluation }) => percentText(evaluation?.accuracy),
    value: ({ evaluation }) => evaluation?.accuracy,
  },
  {
    title: 'Top-k accuracy',
    cell: ({ evaluation }) =>
      evaluation ? `${percentText(evaluation.topK.accuracy)} (k = ${evaluation.topK.k})` : NONE,
  },
  {
    title: 'F1, mean of classes',
    cell: ({ evaluation }) => metricText(evaluation?.macro.f1),
    value: ({ evaluation }) => evaluation?.macro.f1,
  },
  {
    title: 'Loss',
    cell: ({ evaluation }) => metricText(evaluation?.loss),
    value: ({ evaluation }) => evaluation?.loss,
    isLessBetter: true,
  },
  {
    title: 'Calibration error',
    cell: ({ evaluation }) => percentText(evaluation?.calibration.error),
    value: ({ evaluation }) => evaluation?.calibration.error,
    isLessBetter: true,
  },
];

/** A table with one column for each run. */
export function Comparison({ runs }: { runs: readonly ReportedRun[] }): VNode {
  const isEvaluated = runs.some(({ evaluation }) => evaluation !== undefined);
  const rows = [...ROWS, ...metricRows(runs), ...(isEvaluated ? EVALUATION_ROWS : [])];
  return (
    <Section id="comparison" title="Comparison">
      <Scroll label="Table of the runs" hint={`The best value of a line is bold.${warning(runs)}`}>
        <table class="wide runs">
          <thead>
            <tr>
              <td />
              {runs.map(({ name }) => (
                <th key={name} scope="col">
                  {shortText(name, 60)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ComparisonRow key={row.title} row={row} runs={runs} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

/** Numbers that come from different images say nothing about which run is better. */
function warning(runs: readonly ReportedRun[]): string {
  const data = runs.flatMap(({ evaluation }) => (evaluation ? [evaluation.data] : []));
  const kinds = new Set(data.map(({ path, images }) => `${images} ${path}`));
  return kinds.size > 1 ? ' The runs were evaluated on different data.' : '';
}

function ComparisonRow({ row, runs }: { row: Row; runs: readonly ReportedRun[] }): VNode {
  const values = runs.map((run) => row.value?.(run));
  const marks = bestValues(values, row.isLessBetter);
  return (
    <tr>
      <th scope="row">{row.title}</th>
      {runs.map((run, i) => (
        <td key={run.name} class={marks[i] ? 'strong' : undefined}>
          {row.cell(run)}
        </td>
      ))}
    </tr>
  );
}

/** The best epoch, and the last values of every metric. */
function metricRows(runs: readonly ReportedRun[]): Row[] {
  return [
    {
      title: 'Best validation',
      cell: ({ history }) => {
        if (history?.best === undefined) return NONE;
        const { metric, value, epoch } = history.best;
        return `${metricText(value)} (${metricTitle(metric).toLowerCase()}, epoch ${epoch})`;
      },
    },
    ...(['validation', 'train'] as const).flatMap((kind) =>
      metricNames(runs, kind).map((name) => {
        const value = ({ history }: ReportedRun) =>
          history && lastEpoch(history, kind)?.[kind][name];
        return {
          title: `${kind === 'train' ? 'Training' : 'Validation'} ${metricTitle(name).toLowerCase()}, last epoch`,
          cell: (run: ReportedRun) => metricText(value(run)),
          value,
          isLessBetter: !isLargerBetter(name),
        };
      }),
    ),
  ];
}

/** More metrics nobody compares. */
const MOST_METRICS = 12;

/** The names of the metrics of all runs, each once. */
export function metricNames(runs: readonly ReportedRun[], kind: 'train' | 'validation'): string[] {
  const names = runs.flatMap(({ history }) =>
    (history?.epochs ?? []).flatMap((epoch) => Object.keys(epoch[kind])),
  );
  return [...new Set(names)].slice(0, MOST_METRICS);
}
