/** `PREFIX.jsonl`: one JSON object per event. */

import { LogFile, type LogFileOptions } from '../../files/log-file.js';
import type { FineTuneEvent } from '../../finetune/events.js';
import type { NamedValue } from '../../metric/metric.js';
import { packageVersion } from '../../native/package-root.js';
import { libraryInfo } from '../../runtime/library.js';
import type { RunObserver } from './observer.js';

/** The version of the records' form, raised when one changes its meaning. */
const FORMAT = 1;

/** One record. `run-log.schema.json` describes each type. */
export type RunRecord = Readonly<Record<string, unknown>> & { type: string; time: string };

/**
 * Appends the records of a run to a file. Single batches are left out: the windows of the log tell of them.
 *
 * @param options.configuration - the resolved options, for the first record
 */
export class JsonlLog implements RunObserver {
  readonly #file: LogFile;
  readonly #configuration: Readonly<Record<string, unknown>>;
  readonly #now: () => Date;

  constructor(
    file: string,
    options: LogFileOptions & {
      configuration: Readonly<Record<string, unknown>>;
      now?: () => Date;
    },
  ) {
    this.#file = new LogFile(file, options);
    this.#configuration = options.configuration;
    this.#now = options.now ?? (() => new Date());
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'batch') return;
    const record: RunRecord = {
      type: event.type,
      time: this.#now().toISOString(),
      ...(event.type === 'start' && this.#surroundings()),
      ...fields(event),
    };
    this.#file.write(`${JSON.stringify(record)}\n`);
  }

  close(): void {
    this.#file.close();
  }

  #surroundings(): Record<string, unknown> {
    const { path = '', version = '' } = libraryInfo() ?? {};
    return {
      format: FORMAT,
      versions: {
        'mxnet-finetune': packageVersion(),
        libmxnet: version,
        node: process.versions.node,
      },
      library: path,
      configuration: this.#configuration,
    };
  }
}

/** An event without its type; metrics by name, and `null` for what is no number. */
function fields({ type: _, ...event }: FineTuneEvent): Record<string, unknown> {
  const { metrics, ...rest } = event as { metrics?: readonly NamedValue[] };
  return metrics === undefined ? rest : { ...rest, metrics: metricValues(metrics) };
}

/** Metrics as an object. */
export function metricValues(metrics: readonly NamedValue[]): Record<string, number | null> {
  return Object.fromEntries(
    metrics.map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}
