/** By what epochs are compared. */

import { FineTuneError } from '../../errors.js';
import type { NamedValue } from '../../metric/metric.js';
import { nearest } from '../../text/nearest.js';
import { runMetric } from '../metrics.js';

/** A metric of the validation, and which of two values is the better one. */
export interface MonitoredMetric {
  /** As it stands in the log. */
  name: string;
  /** Whether the larger value is better; of losses it is the smaller one. */
  larger: boolean;
}

/** What else the metrics of a run are called: as `--loss` takes them, and as MXNet shortens them. */
const ALIASES: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  ce: 'cross-entropy',
  nll: 'nll-loss',
  nll_loss: 'nll-loss',
};

/** Whether a larger value of a metric is better; of losses it is the smaller one. */
export function isLargerBetter(name: string): boolean {
  return name.includes('accuracy');
}

/**
 * The metric that `--monitor-metric` names, by default the first one.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for one that the run does not measure, with those that it does
 */
export function monitoredMetric(settings: {
  monitorMetric: string | undefined;
  topK: number;
  loss: string;
}): MonitoredMetric {
  const names = runMetric(settings)
    .local()
    .map(([name]) => name);
  const { monitorMetric = names[0] ?? '' } = settings;
  const name = Object.hasOwn(ALIASES, monitorMetric) ? ALIASES[monitorMetric] : monitorMetric;
  if (name === undefined || !names.includes(name)) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--monitor-metric ${monitorMetric} is not measured in this run; there is ${nearest(monitorMetric, names, names.length).join(', ')}. ` +
        '--loss and --top-k add others',
    );
  }
  return { name, larger: isLargerBetter(name) };
}

/** Its value among several; `NaN` when it is not there. */
export function valueOf({ name }: MonitoredMetric, metrics: readonly NamedValue[]): number {
  return metrics.find(([other]) => other === name)?.[1] ?? Number.NaN;
}

/**
 * Whether a value is better than another one, by more than `margin`. What is no number is never better.
 *
 * @param than - `undefined` when there has been none
 */
export function isBetter(
  { larger }: MonitoredMetric,
  value: number,
  than: number | undefined,
  margin = 0,
): boolean {
  if (Number.isNaN(value) || than === undefined) return !Number.isNaN(value);
  return larger ? value > than + margin : value < than - margin;
}
