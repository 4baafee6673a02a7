/** The network of a run: its own, when it goes on, or a pretrained one with a new head. */

import { requireEpoch } from '../../checkpoint/load.js';
import { epochText, symbolFile } from '../../checkpoint/names.js';
import type { Logger } from '../../runtime/logger.js';
import type { EarlyCheckpoint } from '../early-checkpoint.js';
import { type Network, prepareNetwork } from '../network.js';
import type { RunSettings } from '../options.js';
import { refuseOverwriting } from '../output.js';
import { loadsOwnCheckpoint, type SavedState } from './find-state.js';
import { loadOwnNetwork, type OwnNetwork } from './own-network.js';
import { stateFiles } from './state-files.js';

/** What is trained. */
export interface OpenedNetwork {
  network: Network;
  /** Only when there is a state to go on with. */
  own: OwnNetwork | undefined;
}

/**
 * Opens the network of a run, and makes sure that no other one is overwritten.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_…`, `ERR_HEAD_NOT_FOUND`, `ERR_OPTION`
 */
export async function openNetwork(
  settings: RunSettings,
  state: SavedState | undefined,
  early: EarlyCheckpoint,
  logger: Logger,
): Promise<OpenedNetwork> {
  if (state !== undefined) {
    const own = await loadOwnNetwork(state.symbol, state.files, state.record.network, settings);
    return { network: own.network, own };
  }
  const trained = await trainedAlready(settings, logger);
  if (trained !== undefined) return { network: trained, own: undefined };
  await refuseOverwriting(settings);
  return { network: await prepareNetwork(settings, early, logger), own: undefined };
}

/** A checkpoint under the run's own prefix, with a head for as many classes: nothing but its values is known. */
async function trainedAlready(settings: RunSettings, logger: Logger): Promise<Network | undefined> {
  if (settings.overwrite || !(await loadsOwnCheckpoint(settings))) return undefined;
  const { modelPrefix = '', loadEpoch = 0, numClasses } = settings;
  await requireEpoch(modelPrefix, loadEpoch);
  const files = stateFiles(`${modelPrefix}-${epochText(loadEpoch)}`);
  const { network } = await loadOwnNetwork(symbolFile(modelPrefix), files, undefined, settings);
  const isHead = network.parameters.head.every(
    (name) => network.argParams.get(name)?.shape[0] === numClasses,
  );
  if (!isHead) {
    network[Symbol.dispose]();
    return undefined;
  }
  logger.warning(
    `There is no ${files.record}: of the run that has written ${files.params} only the values are known, and they are kept, ` +
      'those of the head too. What the optimizer remembered, the place in the data and the random generators begin anew',
  );
  return network;
}
