/** How sure the network is, and how the classes spread. */

import type { VNode } from 'preact';
import { type Bar, BarChart } from '../charts/bar-chart.js';
import { countText, percentText } from './numbers.js';
import type { ReportedEvaluation } from './reported-run.js';

/** Fewer classes are seen better in their table. */
const FEWEST_CLASSES = 20;

const F1_BINS = 20;

/** Two charts: probabilities against shares, and classes by their F1. */
export function Calibration({ evaluation }: { evaluation: ReportedEvaluation }): VNode {
  const { calibration, perClass } = evaluation;
  return (
    <div class="grid2">
      <BarChart
        title="Calibration"
        spoken={`How often predictions are right, by their probability; the calibration error is ${percentText(calibration.error)}`}
        xTitle="probability of the predicted class"
        bars={calibrationBars(evaluation)}
        hasDiagonal
        hint={`Share of right predictions. On the dashed line a network is as sure as it is right; the mean distance from it is ${percentText(calibration.error)}.`}
      />
      {perClass.length >= FEWEST_CLASSES && (
        <BarChart
          title="Classes by F1"
          spoken="How many classes have which F1"
          xTitle="F1"
          bars={f1Bars(evaluation)}
          hint="How many classes are recognized how well."
        />
      )}
    </div>
  );
}

function calibrationBars({ calibration }: ReportedEvaluation): Bar[] {
  return calibration.bins.flatMap(({ lower, upper, count, confidence, accuracy }) => {
    if (accuracy === null) return [];
    const text = `${countText(count)} images with a mean probability of ${percentText(confidence)}: ${percentText(accuracy)} right`;
    return [{ from: lower, to: upper, height: accuracy, text }];
  });
}

function f1Bars({ perClass }: ReportedEvaluation): Bar[] {
  const counts = new Array<number>(F1_BINS).fill(0);
  for (const { f1 } of perClass) {
    if (f1 === null) continue;
    const bin = Math.min(F1_BINS - 1, Math.max(0, Math.floor(f1 * F1_BINS)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((height, i) => ({
    from: i / F1_BINS,
    to: (i + 1) / F1_BINS,
    height,
    text: `${countText(height)} classes with F1 from ${i / F1_BINS} to ${(i + 1) / F1_BINS}`,
  }));
}
