/** What a run measures. */

import { FineTuneError } from '../errors.js';
import { createMetric } from '../metric/create.js';
import type { Metric } from '../metric/metric.js';
import { TopKAccuracy } from '../metric/top-k-accuracy.js';

/**
 * Accuracy, top-k accuracy if wanted, and the wanted losses.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` for a loss other than `ce`, `nll` and `nll_loss`
 */
export function runMetric({ topK, loss }: { topK: number; loss: string }): Metric {
  const metrics: Metric[] = [createMetric('accuracy')];
  if (topK > 0) metrics.push(new TopKAccuracy(topK));
  for (const name of parseLosses(loss)) metrics.push(createMetric(name));
  return createMetric(metrics);
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
