/** What can be said of one library. */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MXNetError } from '../errors.js';
import { findCompanions } from '../runtime/companions.js';
import { readElf } from '../runtime/elf/elf-file.js';
import { type MissingLibrary, resolveDependencies } from '../runtime/elf/missing-libraries.js';
import { sourceOf } from '../runtime/elf/packages.js';
import { explainMissing } from '../runtime/explain-missing.js';
import { checkLibraryFile, type LocatedLibrary } from '../runtime/explain-opening.js';
import { judgeCuda } from './cuda.js';
import type { Diagnosis, Problem } from './diagnosis.js';
import { nvidiaDevices } from './nvidia.js';
import { type FailedStep, type ProbeFindings, runProbe } from './run-probe.js';

/** Adds to a diagnosis what there is to say of the library that was found. */
export async function examineLibrary(
  diagnosis: Diagnosis,
  library: LocatedLibrary,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { problems } = diagnosis;
  const elf = process.platform === 'linux' ? tryReadElf(library.path) : undefined;
  diagnosis.library = {
    ...library,
    machine: elf?.machine,
    version: undefined,
    features: undefined,
  };
  const fileProblem = tryFile(library);
  if (fileProblem !== undefined) {
    problems.push(fileProblem);
    return;
  }
  const missing = missingOf(library.path, environment);
  diagnosis.missing = missing.map((one) => ({ ...one, ...sourceOf(one.name) }));
  if (!diagnosis.addon.loaded) {
    problems.push(...missingProblems(missing, 'error'));
    return;
  }
  const probe = await runProbe(environment, signal);
  diagnosis.library.version = probe.version;
  diagnosis.library.features = probe.features;
  diagnosis.devices = probe.devices;
  problems.push(...probeProblems(probe, diagnosis));
  // It has opened without them: they belong to parts that it loads when they are used.
  if (probe.version !== undefined) problems.push(...missingProblems(missing, 'warning'));
  const judgement = judgeCuda({
    probe,
    missing: diagnosis.missing,
    needed: elf?.needed ?? [],
    driver: diagnosis.cuda.driver,
    machine: await nvidiaDevices(environment),
    environment,
  });
  diagnosis.cuda = judgement.cuda;
  problems.push(...judgement.problems);
}

function tryReadElf(path: string): ReturnType<typeof readElf> {
  try {
    return readElf(path);
  } catch {
    return undefined;
  }
}

function tryFile(library: LocatedLibrary): Problem | undefined {
  try {
    checkLibraryFile(library);
    return undefined;
  } catch (error) {
    return {
      severity: 'error',
      code: error instanceof MXNetError ? error.code : 'ERR_MXNET_LIBRARY_OPEN',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

/** What the library misses, and what the parts of CUDA miss that it loads by themselves later on. */
function missingOf(path: string, environment: NodeJS.ProcessEnv): MissingLibrary[] {
  if (process.platform !== 'linux') return [];
  const companions = findCompanions(dirname(path));
  const folders = new Set(companions.map((companion) => dirname(companion)));
  const parts = [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const own = resolveDependencies(path, companions, environment).missing;
  const later = resolveDependencies(path, [...companions, ...parts], environment).missing;
  const known = new Set(own.map(({ name }) => name));
  return [...own, ...later.filter(({ name }) => !known.has(name))];
}

function missingProblems(
  missing: readonly MissingLibrary[],
  severity: Problem['severity'],
): Problem[] {
  return explainMissing(missing).map(({ cause, remedy }) => ({
    severity,
    code: 'library-missing',
    message: `${cause}. ${remedy}`,
  }));
}

/** What went wrong in the child process, but for what belongs to CUDA. */
function probeProblems(probe: ProbeFindings, diagnosis: Diagnosis): Problem[] {
  const failures = probe.failures.filter(({ step }) => !step.includes('gpu'));
  return failures.map((failure) => {
    const { code, message } = failure;
    if (code !== 'crash') return { severity: 'error', code, message };
    const crash = `${diagnosis.library?.path}: ${explainCrash(failure, diagnosis)}`;
    return { severity: 'error', code, message: crash };
  });
}

function explainCrash({ step, message, lastWords }: FailedStep, diagnosis: Diagnosis): string {
  const { processor, avx } = diagnosis.system;
  const when = step === 'open' ? 'while it is opened' : `at this step: ${step}`;
  const words = lastWords ? ` ("${lastWords}")` : '';
  const crash = `${message} ${when}${words}`;
  if (message.includes('SIGILL')) {
    const lacking = avx === false ? 'no AVX' : 'fewer instructions than it was built for';
    return `${crash}: this processor (${processor}) has ${lacking}. Use another machine, or build libmxnet for this one and name it by MXNET_LIBRARY_PATH`;
  }
  return `${crash}. The file is damaged, or it does not fit this system: fetch it anew with npx mxnet-finetune install`;
}
