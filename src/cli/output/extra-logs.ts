/** Logs that have to be asked for, and are loaded for those who do. */

import { FineTuneError } from '../../errors.js';
import type { RunObserver } from '../../report/run-log/observer.js';

/** A log that can be opened. */
export interface ExtraLog {
  /** What follows the prefix in its name. */
  ending: string;
  open(file: string, options: ExtraLogOptions): RunObserver;
}

/** How it is opened. */
export interface ExtraLogOptions {
  /** Add to what is there. */
  append: boolean;
  onFailure: (file: string, error: unknown) => void;
}

const KINDS: Readonly<Record<string, () => Promise<ExtraLog>>> = {
  csv: async () => {
    const { CsvLog } = await import('../../report/run-log/csv.js');
    return { ending: '.csv', open: (file, options) => new CsvLog(file, options) };
  },
  tensorboard: async () => {
    const { TensorBoardLog } = await import('../../report/run-log/tensorboard.js');
    return {
      ending: '-tensorboard',
      open: (file, { onFailure }) => new TensorBoardLog(file, undefined, onFailure),
    };
  },
};

/**
 * Reads `--log`.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export async function loadLogs(text = ''): Promise<ExtraLog[]> {
  const names = text.split(',').map((name) => name.trim());
  const asked = new Set(names.filter((name) => name !== '' && name !== 'none'));
  const unknown = [...asked].some((name) => !Object.hasOwn(KINDS, name));
  if (unknown) {
    throw new FineTuneError(
      'ERR_OPTION',
      `--log must be csv, tensorboard or both, received '${text}'`,
    );
  }
  const kinds = Object.entries(KINDS).filter(([name]) => asked.has(name));
  return await Promise.all(kinds.map(([, load]) => load()));
}
