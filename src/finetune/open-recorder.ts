/** What a run writes, put together. */

import type { Module } from '../module/module.js';
import type { Datasets } from './datasets.js';
import type { Divergence } from './guard/divergence.js';
import type { Guard } from './guard/guard.js';
import type { Network } from './network.js';
import { openRetention, openWriter } from './open-writer.js';
import type { RunSettings } from './options.js';
import { Recorder, type RecorderContext } from './recorder.js';
import type { FoundState } from './resume/find-state.js';
import type { Participants } from './resume/participants.js';
import { prefixOf } from './resume/state-files.js';
import { type RunFacts, StateWriter } from './resume/state-writer.js';

/** What a {@link Recorder} is made of. */
export interface RecorderParts {
  settings: RunSettings;
  network: Network;
  datasets: Datasets;
  module: Module;
  guard: Guard;
  divergence: Divergence | null;
  found: FoundState;
  facts: RunFacts;
}

/** Opens the recorder of a run; everything that has to be remembered from epoch to epoch joins the participants. */
export async function openRecorder(
  { settings, network, datasets, module, guard, divergence, found, facts }: RecorderParts,
  context: Pick<RecorderContext, 'logger' | 'onEvent'> & { participants: Participants },
): Promise<Recorder> {
  const { participants, logger, onEvent } = context;
  for (const participant of guard.participants) participants.register(participant);
  if (divergence !== null) participants.register(divergence);
  const { modelPrefix } = settings;
  const resumed = found.state?.record;
  const common = { logger, onEvent, guard, divergence, resumed };
  if (modelPrefix === undefined) {
    return new Recorder(settings, datasets, { ...common, writer: undefined, states: undefined });
  }
  const retention = await openRetention(settings);
  // What was saved under another prefix is not touched.
  const isOwn = found.state !== undefined && prefixOf(found.state.files) === modelPrefix;
  if (found.state === undefined || isOwn) participants.register(retention);
  const inside = resumed?.position.phase === 'training' ? resumed.position.batch : 0;
  const states = new StateWriter({
    prefix: modelPrefix,
    symbol: network.symbol,
    module,
    participants,
    facts,
    sequence: found.sequence,
    batches: (resumed?.batches ?? 0) - inside,
    resumed: isOwn && resumed?.position.phase !== 'training' ? resumed : undefined,
  });
  const parts = { guard, states, retention, logger, onEvent };
  const own = { ...settings, modelPrefix };
  const writer = await openWriter(own, network.symbol, datasets, parts);
  return new Recorder(settings, datasets, { ...common, writer, states });
}
