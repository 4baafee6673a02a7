/** Finds out what is there of libmxnet, whether it works, and why not. */

import { adviseSearch, searchLibrary } from '../runtime/search.js';
import type { Diagnosis } from './diagnosis.js';
import { examineLibrary } from './examine-library.js';
import { examineSystem } from './examine-system.js';

/** What the doctor looks at. */
export interface DiagnoseOptions {
  /** @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv;
  /** Stops the examination. */
  signal?: AbortSignal;
}

/**
 * Examines this machine. The library is opened, and computes, in a child process only. Never rejects for what it
 * finds: that is the result.
 *
 * @throws {@link FineTuneError} `ERR_INTERRUPTED`
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const environment = options.environment ?? process.env;
  const diagnosis = examineSystem(environment);
  const { problems } = diagnosis;
  const search = searchLibrary(environment);
  diagnosis.search = search.places;
  if (search.path === undefined || search.source === undefined) {
    const message = adviseSearch(search.places);
    problems.push({ severity: 'error', code: 'ERR_MXNET_LIBRARY_NOT_FOUND', message });
  } else {
    const library = { path: search.path, source: search.source };
    await examineLibrary(diagnosis, library, environment, options.signal);
  }
  diagnosis.ok = problems.every(({ severity }) => severity !== 'error');
  return diagnosis;
}
