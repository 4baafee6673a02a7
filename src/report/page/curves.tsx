/** The course of training. */

import type { VNode } from 'preact';
import { type Curve, LineChart, type Mark } from '../charts/line-chart.js';
import type { RunHistory } from '../run/history.js';
import { metricNames } from './comparison.js';
import { EpochTable } from './epoch-table.js';
import { metricText } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { Section } from './section.js';
import { metricTitle, shortText } from './texts.js';

/** A run with its place among those that are compared. */
interface Placed {
  history: RunHistory;
  name: string;
  colour: number;
}

/** Colours of a run that stands alone. */
const VALIDATION = 0;
const TRAINING = 1;

const EPOCHS = 'epochs';

/** A chart for each metric, and one for the speed. */
export function Curves({ runs }: { runs: readonly ReportedRun[] }): VNode | null {
  const placed = runs.flatMap(({ history, name }, colour) =>
    history === undefined ? [] : [{ history, name: shortText(name, 60), colour }],
  );
  if (placed.length === 0) return null;
  const [only] = placed;
  const isAlone = runs.length === 1 && only !== undefined;
  const names = [
    ...new Set([...metricNames(runs, 'validation'), ...metricNames(runs, 'train')]),
  ].filter((name) => hasValues(placed, name));
  const marks = isAlone ? marksOf(only.history) : [];
  const speeds = placed.filter(({ history }) => history.windows.length > 1).map(speedCurve);
  return (
    <Section id="curves" title="Training">
      {names.length === 0 && <p>No epoch has been trained yet.</p>}
      <div class="grid2">
        {names.map((name, i) => (
          <LineChart
            key={name}
            id={`metric-${i}`}
            title={metricTitle(name)}
            xTitle={EPOCHS}
            marks={marks}
            curves={isAlone ? curvesOfOne(only.history, name) : curvesOfMany(placed, name)}
          />
        ))}
        {speeds.length > 0 && (
          <LineChart
            id="speed"
            title="Images per second"
            xTitle={EPOCHS}
            curves={speeds}
            isFromZero
          />
        )}
      </div>
      <MarkTexts marks={marks} />
      {isAlone && <EpochTable history={only.history} />}
    </Section>
  );
}

/** What the dotted lines mean. */
function MarkTexts({ marks }: { marks: readonly Mark[] }): VNode | null {
  if (marks.length === 0) return null;
  return <p class="hint">Dotted lines: {marks.map(({ text }) => text).join('; ')}.</p>;
}

const MOST_MARKS = 12;

function marksOf({ best, incidents }: RunHistory): Mark[] {
  const marks = incidents.slice(-MOST_MARKS).map(({ epochs, text }) => ({
    x: epochs,
    text: shortText(`after ${Number(epochs.toFixed(2))} epochs: ${text}`, 300),
  }));
  return best === undefined
    ? marks
    : [{ x: best.epoch, text: `best epoch: ${best.epoch}` }, ...marks];
}

function curvesOfOne(history: RunHistory, name: string): Curve[] {
  const [train, validation] = [
    curveOf(history, 'train', name),
    curveOf(history, 'validation', name),
  ];
  const windows = history.windows.map(({ epochs, metrics }) => ({
    x: epochs,
    y: metrics[name] ?? null,
  }));
  const curves: Curve[] = [
    { label: 'training, some batches', colour: TRAINING, style: 'faint', points: windows },
    { label: 'training', colour: TRAINING, style: 'dashed', points: train },
    { label: 'validation', colour: VALIDATION, style: 'solid', points: validation },
  ];
  return curves.filter(({ points }) => points.some(({ y }) => y !== null)).map(withOutcome);
}

function curvesOfMany(runs: readonly Placed[], name: string): Curve[] {
  return runs
    .flatMap(({ history, name: run, colour }): Curve[] => [
      {
        ...{ label: `${run}, validation`, colour, style: 'solid' },
        points: curveOf(history, 'validation', name),
      },
      {
        ...{ label: `${run}, training`, colour, style: 'dashed' },
        points: curveOf(history, 'train', name),
      },
    ])
    .filter(({ points }) => points.some(({ y }) => y !== null))
    .map(withOutcome);
}

function curveOf(
  { epochs }: RunHistory,
  kind: 'train' | 'validation',
  name: string,
): Curve['points'] {
  return epochs
    .filter((epoch) => Object.keys(epoch[kind]).length > 0)
    .map((epoch) => ({ x: epoch.epoch, y: epoch[kind][name] ?? null }));
}

function speedCurve({ history, name, colour }: Placed): Curve {
  const points = history.windows.map(({ epochs, speed }) => ({ x: epochs, y: speed }));
  return { label: name, colour, style: 'solid', points };
}

function withOutcome(curve: Curve): Curve {
  if (curve.style === 'faint') return curve;
  return { ...curve, outcome: metricText(curve.points.at(-1)?.y) };
}

function hasValues(runs: readonly Placed[], name: string): boolean {
  return runs.some(({ history }) =>
    history.epochs.some(({ train, validation }) =>
      [train[name], validation[name]].some((value) => typeof value === 'number'),
    ),
  );
}
