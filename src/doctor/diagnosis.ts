/** The doctor's findings. */

import type { MissingLibrary } from '../runtime/elf/missing-libraries.js';
import type { LibrarySource } from '../runtime/elf/packages.js';
import type { SearchedPlace } from '../runtime/search.js';

/**
 * What is the matter with CUDA.
 *
 * - `not-built`: the library is a CPU build.
 * - `library-missing`: a part of CUDA is not there.
 * - `no-driver`: this machine has no NVIDIA driver.
 * - `driver-too-old`: the driver knows only older versions of CUDA (CUDA's error 35).
 * - `no-device`: there is a driver, but no device (CUDA's error 100).
 * - `device-too-new`: the library holds no machine code for a device, which is younger.
 * - `failed`: CUDA says something else.
 * - `unknown`: the library could not be opened, for another reason.
 */
export type CudaStatus =
  | 'ok'
  | 'not-built'
  | 'library-missing'
  | 'no-driver'
  | 'driver-too-old'
  | 'no-device'
  | 'device-too-new'
  | 'failed'
  | 'unknown';

/** An NVIDIA device of this machine, whether libmxnet can use it or not. */
export interface NvidiaDevice {
  name: string;
  /** For example `8.6`. */
  computeCapability: string | undefined;
}

/** What keeps libmxnet from working, or may. */
export interface Problem {
  /** A warning leaves the library usable. */
  severity: 'error' | 'warning';
  /** Stable, for programs: an error code of this package or a word of the doctor's own. */
  code: string;
  /** Cause and remedy. */
  message: string;
}

/** A missing library, and where to get it. */
export type MissingWithSource = MissingLibrary & LibrarySource;

/** The library that was examined. */
export interface ExaminedLibrary {
  path: string;
  /** Who named it. */
  source: string;
  /** The processor it is built for; `undefined` when the file is no library. */
  machine: string | undefined;
  /** `undefined` when it could not be opened. */
  version: string | undefined;
  /** Names of the features it was built with; `undefined` when it does not say (before 1.5). */
  features: string[] | undefined;
}

/** The doctor's findings. */
export interface Diagnosis {
  /** Whether libmxnet works, with its CUDA devices if it is a CUDA build. */
  ok: boolean;
  /** This package's version. */
  package: string;
  system: {
    platform: string;
    node: string;
    cLibrary: string | undefined;
    processor: string | undefined;
    avx: boolean | undefined;
  };
  addon: { loaded: boolean };
  /** Every place that was looked at, in order. */
  search: SearchedPlace[];
  library: ExaminedLibrary | undefined;
  missing: MissingWithSource[];
  /** Devices that have computed something, in MXNet's words, for example `cpu(0)`. */
  devices: string[];
  cuda: { status: CudaStatus; driver: string | undefined; machine: NvidiaDevice[] };
  problems: Problem[];
}
