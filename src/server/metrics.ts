/** Figures for Prometheus. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Classifier } from '../predictor/classifier.js';
import { liveCounts } from '../runtime/live-counts.js';

const PREFIX = 'mxnet_finetune_';

/** Seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What a server counts. */
export class Metrics {
  readonly registry: Registry = new Registry();
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;

  constructor(models: ReadonlyMap<string, Classifier>, inWork: () => number, ofProcess: boolean) {
    const registers = [this.registry];
    this.#requests = new Counter({
      name: `${PREFIX}http_requests_total`,
      help: 'Requests that were answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: `${PREFIX}http_request_seconds`,
      help: 'Time from the request to the end of its answer',
      labelNames: ['route'],
      buckets: BUCKETS,
      registers,
    });
    new Gauge({
      name: `${PREFIX}http_requests_in_work`,
      help: 'Requests that are being answered',
      registers,
      collect() {
        this.set(inWork());
      },
    });
    new Gauge({
      name: `${PREFIX}handles`,
      help: 'Handles of libmxnet that the process has, by kind',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const [kind, count] of Object.entries(liveCounts())) this.set({ kind }, count);
      },
    });
    this.#describeModels(models);
    if (ofProcess) collectDefaultMetrics({ register: this.registry });
  }

  /** Counts an answer. */
  answered(method: string, route: string, status: number, milliseconds: number): void {
    this.#requests.inc({ method, route, status });
    this.#seconds.observe({ route }, milliseconds / 1000);
  }

  /** One gauge for each figure of {@link Classifier.stats}. */
  #describeModels(models: ReadonlyMap<string, Classifier>): void {
    const gauge = (
      name: string,
      help: string,
      figures: (stats: ReturnType<Classifier['stats']>) => Readonly<Record<string, number>>,
    ) =>
      new Gauge({
        name: `${PREFIX}${name}`,
        help,
        labelNames: ['model', 'what'],
        registers: [this.registry],
        collect() {
          for (const [model, classifier] of models) {
            for (const [what, value] of Object.entries(figures(classifier.stats()))) {
              this.set({ model, what }, value);
            }
          }
        },
      });
    gauge('images', 'Images by what became of them, since the start', ({ calls }) => ({
      ...calls,
    }));
    gauge('queue', 'Images in work, by how far they are', ({ queue }) => ({ ...queue }));
    gauge('batches', 'Batches that were computed, and images in them', ({ batches }) => ({
      ...batches,
    }));
    gauge('bytes', 'Bytes of parameters and batches', ({ bytes }) => ({ bytes }));
    gauge('epoch', 'Epoch of the checkpoint, and how often it was loaded anew', (stats) => ({
      epoch: stats.epoch,
      reloads: stats.reloads,
    }));
  }
}
