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
import { type ProbeFindings, runProbe } from './run-probe.js';

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
  return failures.map(({ step, code, message }) => {
    if (code === 'crash') {
      const path = diagnosis.library?.path;
      return {
        severity: 'error',
        code,
        message: `${path}: ${explainCrash(step, message, diagnosis)}`,
      };
    }
    return { severity: 'error', code, message };
  });
}

function explainCrash(step: string, message: string, diagnosis: Diagnosis): string {
  const { system } = diagnosis;
  const when = step === 'open' ? 'while it is opened' : `while the probe is at: ${step}`;
  const crash = `${message} ${when}`;
  if (system.avx === false && message.includes('SIGILL')) {
    return `${crash}: this processor (${system.processor}) has no AVX, which libmxnet's builds need. Use another machine, or build libmxnet for this one and name it by MXNET_LIBRARY_PATH`;
  }
  if (message.includes('SIGILL')) {
    return `${crash}: it was built for a processor with more instructions than this one (${system.processor}) has. Try the usual build: npx mxnet-finetune install`;
  }
  return `${crash}. The file is damaged, or it does not fit this system: fetch it anew with npx mxnet-finetune install`;
}
