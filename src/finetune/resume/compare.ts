/** Whether a run may go on with the settings that it is given now. */

import { FineTuneError } from '../../errors.js';
import type { Logger } from '../../runtime/logger.js';
import { firstEpoch } from '../check-options.js';
import type { RunSettings } from '../options.js';
import { isSamePrefix } from '../output.js';
import type { DataIdentity, Decisive, RunBegin } from './run-record.js';

/** Something that is not as it was. */
export interface Difference {
  /** An option, or what else it is. */
  setting: string;
  was: string;
  now: string;
}

/** These make another network of it. */
const NETWORK: ReadonlySet<string> = new Set(['--num-classes', '--layer-before-fullc', '--dtype']);

/** What is not as it was about the beginning of a run, as far as this command speaks of it. */
export async function beginDifferences(
  { epoch, pretrained }: RunBegin,
  settings: RunSettings,
): Promise<Difference[]> {
  const { pretrainedModel, modelPrefix, loadEpoch = 0 } = settings;
  // Whoever names the run's own checkpoint says nothing about its beginning.
  if (modelPrefix !== undefined && (await isSamePrefix(modelPrefix, pretrainedModel))) return [];
  const isSame =
    pretrainedModel === pretrained.given ||
    (await isSamePrefix(pretrainedModel, pretrained.prefix));
  return [
    isSame ? undefined : difference('--pretrained-model', pretrained.given, pretrainedModel),
    difference('--load-epoch', String(pretrained.epoch), String(loadEpoch)),
    difference('--begin-epoch', String(epoch), String(firstEpoch(settings))),
  ].filter((item) => item !== undefined);
}

/** All differences that decide about bytes. */
export function differences(then: Decisive, now: Decisive): Difference[] {
  const names = new Set([...Object.keys(then.options), ...Object.keys(now.options)]);
  const options = [...names].map((setting) =>
    difference(setting, shown(then.options[setting]), shown(now.options[setting])),
  );
  return [
    ...options,
    difference('--data-train', described(then.data.train), described(now.data.train)),
    difference('--data-val', described(then.data.validation), described(now.data.validation)),
    difference('libmxnet', then.library, now.library),
  ].filter((item) => item !== undefined);
}

/**
 * Refuses to go on with what is different, unless that is wanted; a network with other layers is another one in any case.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming each setting with both values
 */
export function requireSame(found: readonly Difference[], anyway: boolean, logger: Logger): void {
  if (found.length === 0) return;
  const list = found.map(({ setting, was, now }) => `${setting} was ${was} and is ${now}`);
  const other = found.filter(({ setting }) => NETWORK.has(setting));
  if (other.length > 0) {
    throw new FineTuneError(
      'ERR_OPTION',
      `this run cannot be gone on with: ${list.join('; ')}. That is another network: begin a new run, with the checkpoint as ` +
        '--pretrained-model and another --model-prefix',
    );
  }
  if (!anyway) {
    throw new FineTuneError(
      'ERR_OPTION',
      `a run that is gone on with must have the settings that it began with: ${list.join('; ')}. ` +
        'Give the old ones, or accept the new ones with --resume-anyway',
    );
  }
  logger.warning(`The run goes on with other settings: ${list.join('; ')}`);
}

/** These make another stream of batches. */
const STREAM: ReadonlySet<string> = new Set([
  ...['--batch-size', '--data-train', '--data-train-idx', '--image-shape', '--seed'],
  ...['--gpus or --cpus', '--benchmark', '--reseed-epochs', '--deterministic'],
]);

/** Whether the batches are still those that they were. */
export function isSameStream(changed: ReadonlySet<string>): boolean {
  return [...STREAM].every((option) => !changed.has(option));
}

/** Says what may change the last bits of the results, although everything else is the same. */
export function tellEnvironment(then: Decisive, now: Decisive, logger: Logger): void {
  const changes = Object.keys({ ...then.environment, ...now.environment }).flatMap((name) => {
    const [was = '', is = ''] = [then.environment[name], now.environment[name]];
    return was === is ? [] : [`${name} was ${was || 'not set'} and is ${is || 'not set'}`];
  });
  if (changes.length === 0) return;
  logger.warning(
    `${changes.join('; ')}: the last bits of the results may differ from those of a run that was not interrupted`,
  );
}

function difference(setting: string, was: string, now: string): Difference | undefined {
  return was === now ? undefined : { setting, was, now };
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'not given';
  return String(value);
}

function described(identity: DataIdentity | null): string {
  if (identity === null) return 'not given';
  const { records, bytes, sha256 } = identity;
  return `a file of ${records} images (${bytes} bytes, content ${sha256.slice(0, 12)})`;
}
