/** What a run measures. */

import { FineTuneError } from '../errors.js';
import { Accuracy } from '../metric/accuracy.js';
import { CompositeMetric } from '../metric/composite.js';
import { CrossEntropy, NegativeLogLikelihood } from '../metric/cross-entropy.js';
import type { Metric } from '../metric/metric.js';
import { TopKAccuracy } from '../metric/top-k-accuracy.js';

/**
 * Accuracy, top-k accuracy if wanted, and the wanted losses.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for a loss other than `ce`, `nll` and `nll_loss`
 */
export function runMetric({ topK, loss }: { topK: number; loss: string }): Metric {
  const metrics: Metric[] = [new Accuracy()];
  if (topK > 0) metrics.push(new TopKAccuracy(topK));
  for (const name of parseLosses(loss)) {
    metrics.push(name === 'ce' ? new CrossEntropy() : new NegativeLogLikelihood());
  }
  return new CompositeMetric(metrics);
}

/** The metrics that `--loss` names. */
export function parseLosses(text: string): string[] {
  if (text === '') return [];
  return text.split(',').map((item) => {
    const name = item.trim();
    if (name === 'nll') return 'nll_loss';
    if (name !== 'ce' && name !== 'nll_loss') {
      throw new FineTuneError(
        'ERR_OPTION',
        `--loss must be ce, nll_loss or both, received '${text}'`,
      );
    }
    return name;
  });
}
