/** Wheels of MXNet of all ages, unpacked in the cache folder: each is Python's MXNet and a libmxnet. */

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeStaging, moveIntoPlace, removeAbandoned } from '../../src/files/staging.js';
import { downloadWheel, unpackWheel } from '../../src/runtime/install/pip.js';
import { CPU_WHEELS, type Wheel } from '../../src/runtime/install/wheels.js';
import { cacheFolder } from '../../src/runtime/search.js';

/** What this package supports, and so what is compared with its own Python. */
export const SUPPORTED = ['1.1.0', '1.3.1', '1.5.1.post0', '1.7.0.post2', '1.9.1'] as const;

/** What has written checkpoints that are still around. */
export const WRITERS = [
  '0.9.5.post2',
  '0.10.0.post2',
  '0.11.0',
  '0.12.1',
  '1.0.0.post4',
  '1.1.0',
  '1.3.1',
  '1.5.1.post0',
] as const;

/** A version of which there is a wheel. */
export type Version = (typeof SUPPORTED)[number] | (typeof WRITERS)[number];

/** Wheels that are too old to be installed by `mxnet-finetune install`. */
const OLD_WHEELS: readonly Wheel[] = [
  old('0.9.5.post2', 9, 37, '16341655ef07538d783d458364fe6e615878c00abe01da9f4e5121ea5cb09505'),
  old('0.10.0.post2', 9, 40, '4e2ccce0b9d10b56fbaa62c8aa7895365e8b207c79383befb90262091c903f26'),
  old('0.11.0', 12, 48, 'e6b585ccfea8d005b2571f1778cd2a2da4b7451bdf252ab4d16fa1c947062d80'),
  old('0.12.1', 26, 87, '1b8c17a2b9952cb69b6958704873b870b46459a77d55d89af17ec757b7cefe6e'),
  old('1.0.0.post4', 28, 87, '86b1c08feb510304f0bc914b824e63b79dff7077a66747dda1f3a8ce15effc73'),
];

/** The wheel of 0.12.1 was built against these, but does not hold them. */
const BORROWED = ['libquadmath.so.0', 'libgfortran.so.3'];

/** The unpacked wheel of a version; fetched by pip, with a pinned hash, when it is not there yet. */
export async function wheelFolder(version: Version): Promise<string> {
  const folder = join(cacheFolder(), 'wheels', `mxnet-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const work = await makeStaging(folder);
  const pip = { environment: process.env, showProgress: false };
  try {
    const file = await downloadWheel(wheelOf(version), work, pip);
    await unpackWheel(file, join(work, 'unpacked'), pip);
    // Two test files may fetch the same wheel at once.
    await moveIntoPlace(join(work, 'unpacked'), folder, () => existsSync(folder));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** Libraries to open before the one of a version. */
export async function missingLibraries(version: Version): Promise<string[]> {
  if (version !== '0.12.1') return [];
  const folder = await wheelFolder('1.1.0');
  return BORROWED.map((name) => join(folder, 'mxnet', name));
}

function wheelOf(version: Version): Wheel {
  const platform = `${process.platform}-${process.arch}`;
  const wheels = platform === 'linux-x64' ? [...OLD_WHEELS, ...(CPU_WHEELS[platform] ?? [])] : [];
  const wheel = wheels.find((one) => one.version === version);
  if (wheel === undefined) throw new Error(`there is no wheel of MXNet ${version} for ${platform}`);
  return wheel;
}

function old(version: string, downloadMB: number, unpackedMB: number, sha256: string): Wheel {
  return { project: 'mxnet', version, downloadMB, unpackedMB, sha256 };
}
