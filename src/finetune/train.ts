/** The training of a run whose options, network and data have been checked. */

import { Speedometer } from '../callback/speedometer.js';
import { type FitOptions, fit } from '../module/fit.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import type { Datasets } from './datasets.js';
import type { BegunTraining } from './early-training.js';
import type { FineTuneEvent, FineTuneResult } from './events.js';
import type { Guard } from './guard/guard.js';
import { openDivergence } from './guard/open-divergence.js';
import type { Member } from './machines/member.js';
import type { Network } from './network.js';
import type { RunData } from './open-data.js';
import { openRecorder } from './open-recorder.js';
import type { RunSettings } from './options.js';
import type { FoundState } from './resume/find-state.js';
import type { OwnNetwork } from './resume/own-network.js';
import { Participants } from './resume/participants.js';
import { restore } from './resume/restore.js';
import type { SaveRequest } from './resume/save-request.js';
import { Saver } from './resume/saver.js';
import { streamBegin } from './resume/stream-begin.js';
import { saveLists } from './save-lists.js';

/** What a training is made of. */
export interface TrainingParts {
  /** With those of the run's beginning, when it goes on. */
  settings: RunSettings;
  network: Network;
  /** The values that the run goes on with. */
  own: OwnNetwork | undefined;
  found: FoundState;
  datasets: Datasets;
  data: RunData;
  begun: BegunTraining;
  guard: Guard;
  /** This process among several machines. */
  member: Member | undefined;
}

/** How it talks to its surroundings. */
export interface TrainingContext {
  logger?: Logger;
  signal?: AbortSignal | undefined;
  saveRequest?: SaveRequest | undefined;
  onEvent?: (event: FineTuneEvent) => void;
}

/** Trains, from the first epoch or from where a run was. */
export async function train(
  parts: TrainingParts,
  { logger = SILENT, signal, saveRequest, onEvent = () => {} }: TrainingContext,
): Promise<FineTuneResult> {
  const { settings, network, own, found, datasets, guard, member } = parts;
  const { state } = found;
  const { train: source, validation, countPadding, part } = parts.data;
  // What cannot be allocated is known before the run's files are opened.
  const { module, facts, changed, training: begun } = parts.begun;
  const { batchSize } = datasets;
  const told = { logger, onEvent };
  const speedometer = openSpeedometer(settings, batchSize, told);
  const participants = new Participants();
  using divergence = openDivergence(settings, {
    ...{ module, batchSize, part, ...told },
    begin: streamBegin(settings, facts, state),
    checkpoint: () => recorder.checkpoint,
    stopping: async (why) => await member?.stop(module, why),
  });
  const recorder = await openRecorder(
    { settings, network, datasets, module, guard, divergence, found, facts },
    { participants, ...told },
  );
  signal?.throwIfAborted();
  await saveLists(settings);
  if (part.batches !== undefined) {
    logger.info(`Resizing training data to ${part.batches} batches per machine`);
  }
  await member?.begin(state);
  recorder.start(part);
  const training: FitOptions = {
    train: source,
    validation,
    countPadding,
    ...begun,
    onBatchEnd: [
      // What is wrong with its file is known now, not after hours.
      () => validation?.open(),
      (event) => recorder.batchEnd(event),
      (event) => speedometer.batchEnd(event),
    ],
    onEpochEnd: [(event) => recorder.epochEnd(event)],
    onValidationEnd: [(event) => recorder.validationEnd(event)],
    logger,
    signal,
    watch: divergence ?? undefined,
    shouldStop: () => guard.shouldStop(),
  };
  const plan = { settings, changed, module, participants, logger, signal, training };
  const restored = state && own && (await restore({ ...plan, state, own, facts, batchSize }));
  if (restored !== undefined) {
    speedometer.resume(restored.resumption.batch);
    await recorder.resumed(state?.files.record ?? '', restored);
  }
  const resumption = restored?.resumption;
  const saver = new Saver({
    ...{ settings, recorder, guard, signal, isAlone: member === undefined },
    request: saveRequest,
    resumption,
  });
  await fit(module, { ...training, resumption, onSafePoint: (point) => saver.safePoint(point) });
  member?.trained();
  await recorder.end();
  return recorder.result();
}

function openSpeedometer(
  { dispBatches }: RunSettings,
  batchSize: number,
  { logger, onEvent }: Required<Pick<TrainingContext, 'logger' | 'onEvent'>>,
): Speedometer {
  return new Speedometer({
    batchSize,
    frequent: dispBatches,
    logger,
    onWindow: (window) => onEvent({ type: 'window', ...window }),
  });
}
