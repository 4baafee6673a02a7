/** What a run knows of itself, whether it begins or goes on. */

import { randomUUID } from 'node:crypto';
import type { Logger } from '../../runtime/logger.js';
import { firstEpoch } from '../check-options.js';
import type { Datasets } from '../datasets.js';
import type { Network } from '../network.js';
import type { RunSettings } from '../options.js';
import {
  beginDifferences,
  differences,
  isSameStream,
  requireSame,
  tellEnvironment,
} from './compare.js';
import { decisiveOf } from './decisive.js';
import { obstacles } from './exactness.js';
import type { SavedState } from './find-state.js';
import type { Decisive } from './run-record.js';
import type { RunFacts } from './state-writer.js';

/** A run before its training begins. */
export interface OpenedRun {
  facts: RunFacts;
  /** The settings that are not as they were, by option. */
  changed: ReadonlySet<string>;
}

/** What {@link openRun} looks at. */
export interface RunToOpen {
  /** As they were given. */
  given: RunSettings;
  /** With those of the run's beginning. */
  settings: RunSettings;
  network: Network;
  datasets: Datasets;
  identities: Promise<Decisive['data']>;
  state: SavedState | undefined;
}

/**
 * Gathers what decides about the bytes of a run, and compares it with what it was.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming what has changed
 */
export async function openRun(
  { given, settings, network, datasets, identities, state }: RunToOpen,
  logger: Logger,
): Promise<OpenedRun> {
  const decisive = decisiveOf(settings, datasets, await identities);
  const record = state?.record;
  const changed = new Set<string>();
  if (record !== undefined) {
    const found = [
      ...(await beginDifferences(record.begin, given)),
      ...differences(record.decisive, decisive),
    ];
    requireSame(found, settings.resumeAnyway, logger);
    tellEnvironment(record.decisive, decisive, logger);
    for (const { setting } of found) changed.add(setting);
  }
  if (settings.modelPrefix !== undefined) await tellObstacles(settings, network, logger);
  const continuous = isSameStream(changed) && (record?.continuous ?? true);
  const { labelName, lastKept, parameters, transfer } = network;
  return {
    facts: {
      run: record?.run ?? randomUUID(),
      begin: record?.begin ?? {
        epoch: firstEpoch(settings),
        pretrained: {
          given: given.pretrainedModel,
          prefix: settings.pretrainedModel,
          epoch: settings.loadEpoch ?? 0,
        },
      },
      network: { labelName, lastKept, ...parameters, initialized: transfer.initialized },
      decisive,
      continuous: continuous || (settings.reseedEpochs && isSameStream(changed)),
    },
    changed,
  };
}

async function tellObstacles(
  settings: RunSettings,
  network: Network,
  logger: Logger,
): Promise<void> {
  const found = await obstacles(settings, network.trained);
  if (found.length === 0) return;
  logger.info(
    `After an interruption this run can be gone on with, but not to the same bytes: ${found.join('; ')}`,
  );
}

/** The settings of a run that is gone on with: it began as its record says, whatever is said of it now. */
export function settingsOf(given: RunSettings, state: SavedState | undefined): RunSettings {
  if (state === undefined) return given;
  const { epoch, pretrained } = state.record.begin;
  return {
    ...given,
    pretrainedModel: pretrained.prefix,
    loadEpoch: pretrained.epoch,
    beginEpoch: epoch,
  };
}
