/** Which libmxnet to fetch. */

import { FineTuneError } from '../../errors.js';
import { NO_MUSL_BUILD } from '../system.js';
import {
  type Build,
  CPU_VERSIONS,
  CPU_WHEELS,
  CUDA_VERSIONS,
  type CudaVersion,
  cudaBuild,
} from './wheels.js';

/** What a user can choose. */
export interface BuildChoice {
  /**
   * MXNet's version.
   *
   * @defaultValue `1.9.1`
   */
  version?: string;
  /**
   * The CUDA version of a GPU build: `11.2` or `11.7`.
   *
   * @defaultValue a CPU build
   */
  cuda?: string;
}

/**
 * Finds the build that was asked for.
 *
 * @param platform - as Node names it, for example `linux-x64`
 * @throws {@link FineTuneError} `ERR_OPTION` for a version that is not known, `ERR_INSTALL` for a platform without wheels
 */
export function chooseBuild(choice: BuildChoice, platform: string, isMusl: boolean): Build {
  if (isMusl) {
    throw new FineTuneError('ERR_INSTALL', NO_MUSL_BUILD);
  }
  const { cuda } = choice;
  if (cuda === undefined) return cpuBuild(choice.version ?? '1.9.1', platform);
  if (!isCudaVersion(cuda)) {
    throw new FineTuneError(
      'ERR_OPTION',
      `there is no libmxnet for CUDA ${cuda}; known are ${CUDA_VERSIONS.join(' and ')}`,
    );
  }
  if (choice.version !== undefined && choice.version !== '1.9.1') {
    throw new FineTuneError(
      'ERR_OPTION',
      `the CUDA builds are of MXNet 1.9.1 only, received version ${choice.version}`,
    );
  }
  if (platform !== 'linux-x64') throw noWheels(platform, 'a CUDA build');
  return cudaBuild(cuda);
}

function cpuBuild(version: string, platform: string): Build {
  // 1.5.1.post0 is 1.5.1 packed once more.
  const known = CPU_VERSIONS.find((one) => one === version || one.startsWith(`${version}.post`));
  if (known === undefined) {
    throw new FineTuneError(
      'ERR_OPTION',
      `MXNet ${version} is not among the versions that can be fetched: ${CPU_VERSIONS.join(', ')}. ` +
        'Any other libmxnet from 1.1 up to, but not including, 2.0 can be named by MXNET_LIBRARY_PATH',
    );
  }
  const wheel = CPU_WHEELS[platform]?.find((one) => one.version === known);
  if (wheel === undefined) throw noWheels(platform, `MXNet ${known}`);
  return { version: known, flavour: 'cpu', wheels: [wheel], companions: [] };
}

function noWheels(platform: string, what: string): FineTuneError {
  return new FineTuneError(
    'ERR_INSTALL',
    `no wheel of ${what} exists for ${platform}. Build libmxnet for this machine and name it by MXNET_LIBRARY_PATH`,
  );
}

function isCudaVersion(text: string): text is CudaVersion {
  return CUDA_VERSIONS.some((version) => version === text);
}
