/** Everything that a run writes beside its checkpoints. */

import { reportingSync } from '../../checkpoint/output-error.js';
import { writeFileAtomicallySync } from '../../files/atomic-write.js';
import type { FineTuneEvent } from '../../finetune/events.js';
import { workerPrefix } from '../../finetune/machines/worker-prefix.js';
import type { FineTuneOptions } from '../../finetune/options.js';
import { JsonlLog } from '../../report/run-log/jsonl.js';
import type { RunObserver } from '../../report/run-log/observer.js';
import type { Logger } from '../../runtime/logger.js';
import type { FlagValue } from '../options/flag.js';
import type { ExtraLog } from './extra-logs.js';
import { type LineSink, RunLog } from './run-log.js';

/** What {@link RunFiles} writes. */
export interface RunFilesOptions {
  /** Every option with its value. */
  configuration: ReadonlyMap<string, FlagValue | boolean>;
  log: readonly ExtraLog[];
}

/**
 * `PREFIX.log`, `PREFIX.jsonl`, `PREFIX-config.json` and the logs that were asked for. They are opened when the run has passed
 * its checks; a run that goes on adds to those of the one before.
 */
export class RunFiles implements Disposable {
  readonly #log: RunLog;
  #prefix: string | undefined;
  readonly #options: RunFilesOptions;
  #observers: RunObserver[] = [];
  #earlier: FineTuneEvent[] = [];

  constructor(lines: LineSink, { modelPrefix }: FineTuneOptions, options: RunFilesOptions) {
    this.#log = new RunLog(lines);
    this.#prefix = modelPrefix;
    this.#options = options;
  }

  get logger(): Logger {
    return this.#log;
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'start') {
      this.#prefix = this.#prefix && workerPrefix(this.#prefix, event.rank ?? 0);
      if (this.#prefix === undefined) this.#log.openNone();
      else this.#open(this.#prefix, event.resumes || event.beginEpoch > 0);
    }
    if (this.#prefix === undefined) return;
    this.#pass(event);
    // What was found out before comes behind the start, so that every record of a run lies between start and end.
    if (event.type !== 'start') return;
    const earlier = this.#earlier;
    this.#earlier = [];
    for (const early of earlier) this.#pass(early);
  }

  #pass(event: FineTuneEvent): void {
    if (this.#observers.length === 0) this.#earlier.push(event);
    for (const observer of this.#observers) observer.event(event);
  }

  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
    for (const observer of this.#observers) observer.close();
    this.#observers = [];
  }

  #open(prefix: string, append: boolean): void {
    const configuration = Object.fromEntries(
      [...this.#options.configuration].map(([name, value]) => [name, value ?? null]),
    );
    const { log } = this.#options;
    const onFailure = (file: string, error: unknown) => this.#log.fileFailed(file, error);
    const add = (file: string, open: (file: string) => RunObserver) => {
      this.#observers.push(reportingSync(file, () => open(file)));
    };
    const text = `${JSON.stringify(configuration, null, 2)}\n`;
    reportingSync(`${prefix}.log`, () => this.#log.open(`${prefix}.log`, append));
    reportingSync(`${prefix}-config.json`, () =>
      writeFileAtomicallySync(`${prefix}-config.json`, text),
    );
    add(`${prefix}.jsonl`, (file) => new JsonlLog(file, { append, configuration, onFailure }));
    for (const { ending, open } of log) {
      add(`${prefix}${ending}`, (file) => open(file, { append, onFailure }));
    }
  }
}
