/** `PREFIX.csv`: one line per epoch. */

import { existsSync, statSync } from 'node:fs';
import { LogFile, type LogFileOptions } from '../../files/log-file.js';
import type { FineTuneEvent } from '../../finetune/events.js';
import type { NamedValue } from '../../metric/metric.js';
import type { RunObserver } from './observer.js';

/** Appends epochs to a table: number, seconds, training metrics, validation metrics. */
export class CsvLog implements RunObserver {
  readonly #file: LogFile;
  #needsHeader: boolean;
  #epoch: (FineTuneEvent & { type: 'epoch' }) | undefined;

  /** @param options.append - add to a table that is there */
  constructor(file: string, options: LogFileOptions) {
    this.#needsHeader = !(options.append && existsSync(file) && statSync(file).size > 0);
    this.#file = new LogFile(file, options);
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'epoch') {
      this.#write([]);
      this.#epoch = event;
    }
    if (event.type === 'validation') this.#write(event.metrics);
    if (event.type === 'end') this.#write([]);
  }

  close(): void {
    this.#file.close();
  }

  /** An epoch's line is complete when its validation has ended, or when something else begins. */
  #write(validation: readonly NamedValue[]): void {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    this.#epoch = undefined;
    const columns: NamedValue[] = [
      ['epoch', epoch.epoch],
      ['seconds', epoch.seconds],
      ...epoch.metrics.map(([name, value]) => [`train-${name}`, value] as const),
      ...validation.map(([name, value]) => [`validation-${name}`, value] as const),
    ];
    if (this.#needsHeader) this.#file.write(`${columns.map(([name]) => name).join(',')}\n`);
    this.#needsHeader = false;
    this.#file.write(`${columns.map(([, value]) => value).join(',')}\n`);
  }
}
