/** Saving everything that a run has to know to go on. */

import { encodeOptimizerStates } from '../../checkpoint/optimizer-states.js';
import { reporting } from '../../checkpoint/output-error.js';
import { ChecksummedFile, saveParams, type WrittenFiles } from '../../checkpoint/save.js';
import {
  fileOf,
  type PendingFile,
  writeFileAtomically,
  writeTogether,
} from '../../files/atomic-write.js';
import { checksumOfContent } from '../../files/checksum.js';
import type { NamedValue } from '../../metric/metric.js';
import type { DeviceValues } from '../../module/device-values.js';
import type { Module } from '../../module/module.js';
import type { FitPosition, SafePoint } from '../../module/safe-point.js';
import { packageVersion } from '../../native/package-root.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import { libraryInfo } from '../../runtime/library.js';
import type { Symbol } from '../../symbol/symbol.js';
import { stateName } from './own-network.js';
import type { Participants } from './participants.js';
import { recordText } from './record.js';
import { removeInsideStates, removeStrangers } from './remove-states.js';
import type { RunRecord, SavedOptimizer } from './run-record.js';
import { type StateFiles, stateFilesAt } from './state-files.js';

/** What stays the same in all records of a run. */
export type RunFacts = Pick<RunRecord, 'run' | 'begin' | 'network' | 'decisive' | 'continuous'>;

/** What a {@link StateWriter} writes, and where. */
export interface StateWriterOptions {
  prefix: string;
  /** What is saved as the network. */
  symbol: Symbol;
  module: Module;
  participants: Participants;
  facts: RunFacts;
  /** The last record that there is of the prefix. */
  sequence: number;
  /** Batches before this process, without those of an epoch that it goes on with. */
  batches: number;
  /** The record of the end of an epoch that is gone on with, if it is one of the prefix. */
  resumed: RunRecord | undefined;
}

/** What is known at a moment of the training. */
export interface Moment {
  position: FitPosition;
  seconds: number;
  metric: Readonly<Record<string, number>>;
  /** Those of the last epoch. */
  train: readonly NamedValue[];
  validation: readonly NamedValue[];
}

/** Writes states, and removes those that are not needed any more. */
export class StateWriter {
  readonly #options: StateWriterOptions;
  #sequence: number;
  #batches: number;
  /** The record of the last epoch that was saved, to say later that it has been validated. */
  #last: RunRecord | undefined;
  #isFirst = true;

  constructor(options: StateWriterOptions) {
    this.#options = options;
    this.#sequence = options.sequence;
    this.#batches = options.batches;
    this.#last = options.resumed;
  }

  /** Counts the batches of an epoch that is over. */
  epochEnd(batches: number): void {
    this.#batches += batches;
  }

  /** What belongs beside a checkpoint. */
  async beside(moment: Moment): Promise<(written: WrittenFiles) => readonly PendingFile[]> {
    const files = stateFilesAt(this.#options.prefix, moment.position);
    const { states, sums, optimizer } = await this.#optimizer();
    return ({ symbol, params }) => {
      const saved = this.#optimizerFiles(files, states, sums);
      const record = () => {
        const checksums = { symbol, params: params(), ...saved.checksums() };
        this.#last = this.#record(moment, optimizer, checksums);
        return this.#last;
      };
      return [...saved.files, recordFile(files, record)];
    };
  }

  /** A checkpoint with its state has been written: older states inside of epochs, and records of other runs, are of no use. */
  async wroteCheckpoint(): Promise<void> {
    await this.#removeOthers();
  }

  /** Says in the record of an epoch, if it is the last one, that it has been validated. */
  async validated(epoch: number, validation: readonly NamedValue[]): Promise<void> {
    const last = this.#last;
    if (last === undefined || last.position.epoch !== epoch) return;
    const { record: file } = stateFilesAt(this.#options.prefix, last.position);
    const record: RunRecord = {
      ...last,
      ...this.#stamp(),
      position: { ...last.position, phase: 'validated' },
      metrics: { ...last.metrics, validation },
    };
    this.#last = record;
    await reporting(file, () => writeFileAtomically(file, recordText(record)));
  }

  /**
   * Saves the state of a moment inside an epoch.
   *
   * @param mayBeSaved - asked about the values
   * @returns the name of its record; `undefined` when nothing was saved
   */
  async saveInside(
    point: SafePoint,
    moment: Moment,
    mayBeSaved: (values: DeviceValues) => Promise<boolean>,
  ): Promise<string | undefined> {
    const { prefix, module, symbol } = this.#options;
    const files = stateFilesAt(prefix, point);
    using values = await module.deviceValues();
    if (!(await mayBeSaved(values))) return undefined;
    const { states, sums, optimizer } = await this.#optimizer();
    const arrays = namedValues(values);
    const params = new ChecksummedFile({
      file: files.params,
      write: (temporary) => saveParams(temporary, arrays),
    });
    const json = await symbol.toJson();
    const saved = this.#optimizerFiles(files, states, sums);
    const record = () => {
      const checksums = { symbol: checksumOfContent(json), params: params.checksum };
      return this.#record(moment, optimizer, { ...checksums, ...saved.checksums() });
    };
    const symbolFile = fileOf(`${prefix}-symbol.json`, json);
    await reporting(files.record, () =>
      writeTogether([symbolFile, params, ...saved.files, recordFile(files, record)]),
    );
    await this.#removeOthers(files);
    return files.record;
  }

  async #optimizer(): Promise<{
    states: Uint8Array;
    sums: ReadonlyMap<string, NDArray>;
    optimizer: SavedOptimizer;
  }> {
    const { updater } = this.#options.module;
    if (updater === undefined) throw new TypeError('there is no optimizer yet');
    const { optimizer } = updater;
    const { numUpdate, counts, scalars = {}, arrays = new Map() } = optimizer.progress();
    const schedule = optimizer.lrScheduler?.state() ?? null;
    const { learningRate } = optimizer;
    return {
      states: await encodeOptimizerStates(updater.states()),
      sums: arrays,
      optimizer: { learningRate, numUpdate, counts: [...counts], scalars, schedule },
    };
  }

  #optimizerFiles(
    files: StateFiles,
    states: Uint8Array,
    sums: ReadonlyMap<string, NDArray>,
  ): { files: PendingFile[]; checksums: () => { states: string; sums: string | null } } {
    const written = [fileOf(files.states, states)];
    const write = (temporary: string) => saveParams(temporary, sums);
    const sumsFile = new ChecksummedFile({ file: files.sums, write });
    if (sums.size > 0) written.push(sumsFile);
    const checksum = checksumOfContent(states);
    return {
      files: written,
      checksums: () => ({ states: checksum, sums: sums.size > 0 ? sumsFile.checksum : null }),
    };
  }

  #record(moment: Moment, optimizer: SavedOptimizer, files: RunRecord['files']): RunRecord {
    const { position, seconds, metric, train, validation } = moment;
    const { epoch, batch, phase } = position;
    return {
      ...this.#options.facts,
      ...this.#stamp(),
      position: { epoch, batch, phase },
      batches: this.#batches + (phase === 'training' ? batch : 0),
      seconds,
      files,
      optimizer,
      metrics: { state: metric, train, validation },
    };
  }

  /** What is another one in each record. */
  #stamp(): Pick<RunRecord, 'sequence' | 'savedAt' | 'versions' | 'progress'> {
    this.#sequence++;
    return {
      sequence: this.#sequence,
      savedAt: new Date().toISOString(),
      versions: {
        'mxnet-finetune': packageVersion(),
        libmxnet: libraryInfo()?.version ?? '',
        node: process.versions.node,
      },
      progress: this.#options.participants.toJSON(),
    };
  }

  /** Once this run has saved something, what others have left cannot be gone on with, and neither need its own older states. */
  async #removeOthers(newest?: StateFiles): Promise<void> {
    const { prefix, facts } = this.#options;
    if (this.#isFirst) await removeStrangers(prefix, facts.run);
    this.#isFirst = false;
    await removeInsideStates(prefix, newest);
  }
}

/** Written last: who finds a record finds what belongs to it. */
function recordFile({ record }: StateFiles, content: () => RunRecord): PendingFile {
  return {
    file: record,
    write: (temporary) => fileOf(record, recordText(content())).write(temporary),
  };
}

function namedValues({ argParams, auxParams }: DeviceValues): ReadonlyMap<string, NDArray> {
  const arrays = new Map<string, NDArray>();
  for (const [name, array] of argParams) arrays.set(`arg:${name}`, array);
  for (const [device, states] of auxParams.entries()) {
    for (const [name, array] of states) arrays.set(`aux:${stateName(name, device)}`, array);
  }
  return arrays;
}
