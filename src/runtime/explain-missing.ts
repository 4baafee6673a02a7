/** What to do about shared libraries that are missing. */

import { basename } from 'node:path';
import type { MissingLibrary } from './elf/missing-libraries.js';
import { sourceOf } from './elf/packages.js';

/** A cause and its remedy, one sentence or more each. */
export interface Explanation {
  cause: string;
  remedy: string;
}

/**
 * Explains missing libraries, by where they would come from: the system, CUDA, NVIDIA's driver.
 *
 * @returns one explanation for each of the three that something is missing of
 */
export function explainMissing(missing: readonly MissingLibrary[]): Explanation[] {
  const of = (origin: string) => missing.filter(({ name }) => sourceOf(name).origin === origin);
  return [
    ...some(of('system'), explainSystem),
    ...some(of('cuda'), explainCuda),
    ...some(of('driver'), explainDriver),
  ];
}

function some(
  missing: readonly MissingLibrary[],
  explain: (missing: readonly MissingLibrary[]) => Explanation,
): Explanation[] {
  return missing.length === 0 ? [] : [explain(missing)];
}

function explainSystem(missing: readonly MissingLibrary[]): Explanation {
  const sources = missing.map(({ name }) => sourceOf(name));
  const debian = unique(sources.map((source) => source.debian));
  const rpm = unique(sources.map((source) => source.rpm));
  const unknown = missing.filter(({ name }) => sourceOf(name).debian === undefined);
  const commands =
    debian.length === 0
      ? []
      : [
          `Install ${pronoun(missing)}: apt-get install ${debian.join(' ')} (Fedora, RHEL: dnf install ${rpm.join(' ')})`,
        ];
  const others =
    unknown.length === 0
      ? []
      : [`No package is known that has ${names(unknown)}: put it into a folder of LD_LIBRARY_PATH`];
  return {
    cause: `this system lacks ${demand(missing)}`,
    remedy: [...commands, ...others].join('. '),
  };
}

function explainCuda(missing: readonly MissingLibrary[]): Explanation {
  const wheels = unique(missing.map(({ name }) => sourceOf(name).wheel));
  const byPip = wheels.length === 0 ? '' : `, which pip has in ${wheels.join(', ')},`;
  return {
    cause: `${demand(missing)}: a part of CUDA that is not there`,
    remedy: `Run: npx mxnet-finetune install --cuda 11.2 (or 11.7), which fetches all of it; or put ${names(missing)}${byPip} into a folder of LD_LIBRARY_PATH`,
  };
}

function explainDriver(missing: readonly MissingLibrary[]): Explanation {
  return {
    cause: `it is a CUDA build, and this machine has no NVIDIA driver (${names(missing)})`,
    remedy:
      'Install the driver (in a container: start it with --gpus all), or fetch the CPU build: npx mxnet-finetune install',
  };
}

/** For example `libgomp.so.1 and libquadmath.so.0 (needed by libmxnet.so)`. */
function demand(missing: readonly MissingLibrary[]): string {
  const by = unique(missing.map(({ neededBy }) => basename(neededBy)));
  return `${names(missing)} (needed by ${by.join(', ')})`;
}

function names(missing: readonly MissingLibrary[]): string {
  const all = missing.map(({ name }) => name);
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function pronoun(missing: readonly MissingLibrary[]): string {
  return missing.length === 1 ? 'it' : 'them';
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
