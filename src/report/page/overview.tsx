/** What a report begins with: which run, and what it has come to. */

import type { VNode } from 'preact';
import { countText, metricText, percentText } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { firstMetric, lastEpoch, medianSpeed, statusText, workText } from './run-facts.js';
import { metricTitle, shortText } from './texts.js';

/** A large number with what it is. */
interface Tile {
  title: string;
  value: string;
  /** What has to be known to understand it. */
  about?: string;
}

/** The heading of a report on one run. */
export function RunOverview({ run }: { run: ReportedRun }): VNode {
  const { history, name } = run;
  return (
    <>
      <p class="kicker">Report of a run</p>
      <h1>{shortText(name)}</h1>
      {history !== undefined && (
        <p class="lead">
          {workText(history)}; {statusText(history)}.
        </p>
      )}
      <dl class="tiles">
        {tilesOf(run).map(({ title, value, about }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
            {about !== undefined && <dd class="small">{about}</dd>}
          </div>
        ))}
      </dl>
    </>
  );
}

function tilesOf(run: ReportedRun): Tile[] {
  return [...validationTiles(run), ...evaluationTiles(run), ...speedTiles(run)];
}

function validationTiles({ history }: ReportedRun): Tile[] {
  if (history === undefined) return [];
  if (history.best !== undefined) {
    const { metric, value, epoch } = history.best;
    const title = `Validation ${metricTitle(metric).toLowerCase()}`;
    return [{ title, value: metricText(value), about: `the best: epoch ${epoch}` }];
  }
  const last = lastEpoch(history, 'train');
  const metric = last && firstMetric(last.train);
  if (last === undefined || metric === undefined) return [];
  const title = `Training ${metricTitle(metric[0]).toLowerCase()}`;
  return [{ title, value: metricText(metric[1]), about: `the last: epoch ${last.epoch}` }];
}

function evaluationTiles({ evaluation }: ReportedRun): Tile[] {
  if (evaluation === undefined) return [];
  const { accuracy, topK, macro, calibration, data, model, classNames } = evaluation;
  const about = `${countText(data.images)} images, epoch ${model.epoch}`;
  return [
    { title: 'Accuracy', value: percentText(accuracy), about },
    ...(topK.k > 1 && topK.k < classNames.length
      ? [{ title: `Top-${topK.k} accuracy`, value: percentText(topK.accuracy), about }]
      : []),
    { title: 'F1, mean of classes', value: metricText(macro.f1), about },
    { title: 'Calibration error', value: percentText(calibration.error), about: 'less is better' },
  ];
}

function speedTiles({ history }: ReportedRun): Tile[] {
  const speed = history && medianSpeed(history);
  if (speed === undefined) return [];
  const value = countText(Number(speed.toPrecision(3)));
  return [{ title: 'Images per second', value, about: 'in training, median' }];
}
