/** Several metrics as one. */

import type { HostArray } from './host-array.js';
import type { Metric, MetricState, NamedValue } from './metric.js';

/** Measures several things at once (`mx.metric.CompositeEvalMetric`). */
export class CompositeMetric implements Metric {
  readonly metrics: readonly Metric[];

  constructor(metrics: readonly Metric[]) {
    this.metrics = metrics;
  }

  update(labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    for (const metric of this.metrics) metric.update(labels, predictions);
  }

  local(): NamedValue[] {
    return this.metrics.flatMap((metric) => metric.local());
  }

  global(): NamedValue[] {
    return this.metrics.flatMap((metric) => metric.global());
  }

  reset(): void {
    for (const metric of this.metrics) metric.reset();
  }

  resetLocal(): void {
    for (const metric of this.metrics) metric.resetLocal();
  }

  clone(): CompositeMetric {
    return new CompositeMetric(this.metrics.map((metric) => metric.clone()));
  }

  state(): MetricState {
    const entries = this.metrics.flatMap((metric, i) =>
      Object.entries(metric.state()).map(([key, value]) => [`${i}.${key}`, value] as const),
    );
    return Object.fromEntries(entries);
  }

  restore(state: MetricState): void {
    for (const [i, metric] of this.metrics.entries()) {
      const prefix = `${i}.`;
      const own = Object.entries(state).filter(([key]) => key.startsWith(prefix));
      metric.restore(
        Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
      );
    }
  }
}
