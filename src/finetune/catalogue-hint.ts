/** Images that become other numbers than the pretrained network was trained with. */

import { paramsFile } from '../checkpoint/names.js';
import { findInCatalogue } from '../modelzoo/catalogue.js';
import { parseRgb } from './numbers.js';
import type { RunSettings } from './options.js';

/**
 * What to warn of when the catalogue knows the pretrained checkpoint with other means or deviations than those of the run, which
 * keep their values: they are the ones that Python's program would take.
 */
export async function otherNumbers(
  { pretrainedModel, loadEpoch = 0, rgbMean, rgbStd }: RunSettings,
  environment: NodeJS.ProcessEnv | undefined,
): Promise<string[]> {
  const known = await findInCatalogue(paramsFile(pretrainedModel, loadEpoch), environment);
  if (known === undefined) return [];
  const pairs = [
    { option: '--rgb-mean', own: rgbMean, theirs: known.rgbMean },
    { option: '--rgb-std', own: rgbStd, theirs: known.rgbStd },
  ];
  return pairs
    .filter(
      ({ option, own, theirs }) =>
        theirs !== undefined && String(parseRgb(option, own)) !== String(theirs),
    )
    .map(
      ({ option, own, theirs }) =>
        `${pretrainedModel} is ${known.name}, which takes images with ${option} ${theirs}, says ${known.source}; this run has ${option} ${own}`,
    );
}
