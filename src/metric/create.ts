/** Metrics by their MXNet names. */

import { camelCaseOptions } from '../text/camel-case.js';
import { nameWithOptions } from '../text/name-with-options.js';
import { Accuracy } from './accuracy.js';
import type { Average } from './binary-metric.js';
import { CompositeMetric } from './composite.js';
import { CrossEntropy, NegativeLogLikelihood } from './cross-entropy.js';
import { CustomMetric, type MetricFunction } from './custom.js';
import { MAE, MSE, RMSE } from './errors.js';
import { F1 } from './f1.js';
import { Loss } from './loss.js';
import { MCC } from './mcc.js';
import type { Metric } from './metric.js';
import { PCC } from './pcc.js';
import { PearsonCorrelation } from './pearson.js';
import { Perplexity } from './perplexity.js';
import { TopKAccuracy } from './top-k-accuracy.js';

/** Options of the metrics that have any; those of other metrics have no effect. */
export interface MetricOptions {
  /** How the value is called. @defaultValue MXNet's name of the metric */
  name?: string;
  /** For `top_k_accuracy`. @defaultValue 1, which is refused */
  topK?: number;
  /** For `accuracy`: the axis of the classes. @defaultValue 1 */
  axis?: number;
  /** For `f1`, `mcc` and `pearsonr`. @defaultValue `macro` */
  average?: Average;
  /** For `perplexity`: samples with this label do not count. @defaultValue none */
  ignoreLabel?: number;
  /** For `ce` and `nll_loss`: is added to probabilities. @defaultValue 1e-12 */
  eps?: number;
  /** For a function: leave out what has no partner. @defaultValue false */
  allowExtraOutputs?: boolean;
}

/** A metric, its name, a function that measures one label and output, or several of these. */
export type MetricLike = string | Metric | MetricFunction | readonly MetricLike[];

const METRICS: Readonly<Record<string, (options: MetricOptions) => Metric>> = {
  accuracy: (options) => new Accuracy(options),
  acc: (options) => new Accuracy(options),
  topkaccuracy: (options) => new TopKAccuracy(options.topK ?? 1, options),
  top_k_accuracy: (options) => new TopKAccuracy(options.topK ?? 1, options),
  top_k_acc: (options) => new TopKAccuracy(options.topK ?? 1, options),
  f1: (options) => new F1(options),
  mcc: (options) => new MCC(options),
  perplexity: (options) => new Perplexity(options),
  mae: (options) => new MAE(options),
  mse: (options) => new MSE(options),
  rmse: (options) => new RMSE(options),
  crossentropy: (options) => new CrossEntropy(options),
  ce: (options) => new CrossEntropy(options),
  negativeloglikelihood: (options) => new NegativeLogLikelihood(options),
  nll_loss: (options) => new NegativeLogLikelihood(options),
  pearsoncorrelation: (options) => new PearsonCorrelation(options),
  pearsonr: (options) => new PearsonCorrelation(options),
  pcc: (options) => new PCC(options),
  loss: (options) => new Loss(options),
  torch: (options) => new Loss({ name: options.name ?? 'torch' }),
  caffe: (options) => new Loss({ name: options.name ?? 'caffe' }),
  composite: () => new CompositeMetric([]),
  compositeevalmetric: () => new CompositeMetric([]),
};

/** The names that {@link createMetric} knows. */
export const METRIC_NAMES: readonly string[] = Object.keys(METRICS);

/**
 * Makes a metric by its name, whatever its case, one that a function measures, or one that combines several
 * (`mx.metric.create`). A text may also be JSON: `["top_k_accuracy", {"top_k": 5}]`.
 *
 * @param options - in camelCase or by MXNet's names (`top_k`)
 * @throws RangeError for an unknown name
 */
export function createMetric(metric: MetricLike, options: MetricOptions = {}): Metric {
  if (isList(metric)) return new CompositeMetric(metric.map((item) => createMetric(item, options)));
  if (typeof metric === 'function') return new CustomMetric(metric, options);
  if (typeof metric !== 'string') return metric;
  if (metric.startsWith('[')) return createMetric(...nameWithOptions('metric', metric));
  const key = metric.toLowerCase();
  const create = Object.hasOwn(METRICS, key) ? METRICS[key] : undefined;
  if (create === undefined) {
    throw new RangeError(
      `\`metric\` must be one of ${METRIC_NAMES.join(', ')}, received ${metric}`,
    );
  }
  return create(camelCaseOptions({ ...options }));
}

function isList(metric: MetricLike): metric is readonly MetricLike[] {
  return Array.isArray(metric);
}
