/** What can be said before any library is looked at. */

import { MXNetError } from '../errors.js';
import { addon } from '../native/addon.js';
import { packageVersion } from '../native/package-root.js';
import { cLibrary, NO_MUSL_BUILD, processor } from '../runtime/system.js';
import type { Diagnosis, Problem } from './diagnosis.js';
import { driverVersion } from './nvidia.js';

/** Begins a diagnosis with the machine and with the addon. */
export function examineSystem(environment: NodeJS.ProcessEnv): Diagnosis {
  const library = cLibrary();
  const { model, avx } = processor();
  const addonProblem = tryAddon();
  return {
    ok: false,
    package: packageVersion(),
    system: {
      platform: `${process.platform}-${process.arch}`,
      node: process.versions.node,
      cLibrary: library && [library.name, library.version].filter(Boolean).join(' '),
      processor: model,
      avx,
    },
    addon: { loaded: addonProblem === undefined },
    search: [],
    library: undefined,
    missing: [],
    devices: [],
    cuda: { status: 'unknown', driver: driverVersion(), machine: [] },
    problems: [
      ...(library?.name === 'musl' ? [MUSL] : []),
      ...(environment['OPENBLAS_CORETYPE'] === '' ? [EMPTY_CORE_TYPE] : []),
      ...(addonProblem === undefined ? [] : [addonProblem]),
    ],
  };
}

const MUSL: Problem = {
  severity: 'error',
  code: 'musl',
  message: NO_MUSL_BUILD,
};

const EMPTY_CORE_TYPE: Problem = {
  severity: 'warning',
  code: 'openblas-coretype',
  message: 'OPENBLAS_CORETYPE is set but empty, which selects a wrong kernel. Unset it',
};

function tryAddon(): Problem | undefined {
  try {
    addon();
    return undefined;
  } catch (error) {
    return {
      severity: 'error',
      code: error instanceof MXNetError ? error.code : 'ERR_MXNET_ADDON',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}
