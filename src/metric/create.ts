/** Metrics by their MXNet names. */

import { Accuracy } from './accuracy.js';
import { CompositeMetric } from './composite.js';
import { CrossEntropy, NegativeLogLikelihood } from './cross-entropy.js';
import type { Metric } from './metric.js';
import { TopKAccuracy } from './top-k-accuracy.js';

/** Options of the metrics that have any. */
export interface MetricOptions {
  /** For `top_k_accuracy`. */
  topK?: number;
}

const METRICS: Record<string, (options: MetricOptions) => Metric> = {
  accuracy: () => new Accuracy(),
  acc: () => new Accuracy(),
  topkaccuracy: ({ topK = 1 }) => new TopKAccuracy(topK),
  top_k_accuracy: ({ topK = 1 }) => new TopKAccuracy(topK),
  top_k_acc: ({ topK = 1 }) => new TopKAccuracy(topK),
  crossentropy: () => new CrossEntropy(),
  ce: () => new CrossEntropy(),
  negativeloglikelihood: () => new NegativeLogLikelihood(),
  nll_loss: () => new NegativeLogLikelihood(),
};

/** The names that {@link createMetric} knows. */
export const METRIC_NAMES: readonly string[] = Object.keys(METRICS);

/**
 * Makes a metric by its name, or one that combines several (`mx.metric.create`).
 *
 * @throws RangeError for an unknown name
 */
export function createMetric(
  metric: string | Metric | readonly (string | Metric)[],
  options: MetricOptions = {},
): Metric {
  if (isList(metric)) return new CompositeMetric(metric.map((item) => createMetric(item, options)));
  if (typeof metric !== 'string') return metric;
  const create = METRICS[metric.toLowerCase()];
  if (create === undefined) {
    throw new RangeError(
      `\`metric\` must be one of ${METRIC_NAMES.join(', ')}, received ${metric}`,
    );
  }
  return create(options);
}

function isList(
  metric: string | Metric | readonly (string | Metric)[],
): metric is readonly (string | Metric)[] {
  return Array.isArray(metric);
}
