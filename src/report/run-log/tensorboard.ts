/** Event files that TensorBoard opens. */

import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import crc32c from 'crc-32/crc32c.js';
import { PbfWriter } from 'pbf';
import { type LogFailure, LogFile } from '../../files/log-file.js';
import type { FineTuneEvent } from '../../finetune/events.js';
import type { NamedValue } from '../../metric/metric.js';
import type { RunObserver } from './observer.js';

/** Fields of TensorFlow's `Event`, `Summary` and `Summary.Value` messages. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2 };

/** Writes metrics as scalars: `train/accuracy`, `validation/accuracy` by epoch, `batch/…` and `speed` by batch. */
export class TensorBoardLog implements RunObserver {
  readonly #file: LogFile;
  readonly #now: () => number;
  #batches = 0;

  /**
   * @param folder - made when it does not exist; a new file is added to those in it
   * @param now - seconds since 1970
   */
  constructor(folder: string, now: () => number = () => Date.now() / 1000, onFailure?: LogFailure) {
    mkdirSync(folder, { recursive: true });
    this.#now = now;
    const name = `events.out.tfevents.${Math.trunc(now())}.${hostname()}.${process.pid}`;
    this.#file = new LogFile(join(folder, name), { onFailure });
    this.#write((message) => message.writeStringField(EVENT.fileVersion, 'brain.Event:2'));
  }

  event(event: FineTuneEvent): void {
    if (event.type === 'start') this.#batches = event.batches;
    if (event.type === 'window') {
      const step = event.epoch * this.#batches + event.to;
      this.#scalars(step, 'batch', [...event.metrics, ['speed', event.speed]]);
    }
    if (event.type === 'epoch') this.#scalars(event.epoch, 'train', event.metrics);
    if (event.type === 'validation') this.#scalars(event.epoch, 'validation', event.metrics);
  }

  close(): void {
    this.#file.close();
  }

  #scalars(step: number, group: string, metrics: readonly NamedValue[]): void {
    this.#write((message) => {
      message.writeVarintField(EVENT.step, step);
      message.writeMessage(
        EVENT.summary,
        writeSummary,
        metrics.map(([name, value]) => [`${group}/${name}`, value]),
      );
    });
  }

  /** One record: length, its checksum, the message, its checksum. */
  #write(fill: (message: PbfWriter) => void): void {
    const message = new PbfWriter();
    message.writeDoubleField(EVENT.wallTime, this.#now());
    fill(message);
    const bytes = message.finish();
    const record = Buffer.alloc(12 + bytes.length + 4);
    record.writeBigUInt64LE(BigInt(bytes.length), 0);
    record.writeUInt32LE(maskedChecksum(record.subarray(0, 8)), 8);
    record.set(bytes, 12);
    record.writeUInt32LE(maskedChecksum(bytes), 12 + bytes.length);
    this.#file.write(record);
  }
}

function writeSummary(metrics: readonly NamedValue[], message: PbfWriter): void {
  for (const metric of metrics) message.writeMessage(SUMMARY.value, writeValue, metric);
}

function writeValue([tag, value]: NamedValue, message: PbfWriter): void {
  message.writeStringField(VALUE.tag, tag);
  message.writeFloatField(VALUE.simpleValue, value);
}

/** TensorFlow rotates its checksums, so that a checksum of data that holds checksums stays meaningful. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes) >>> 0;
  const rotated = ((checksum >>> 15) | (checksum << 17)) >>> 0;
  return (rotated + 0xa282ead8) >>> 0;
}
