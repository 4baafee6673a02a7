/** Starts the probe and collects its findings. */

import { fileURLToPath } from 'node:url';
import { FineTuneError } from '../errors.js';
import { type ProgramResult, runProgram } from '../runtime/run-program.js';
import type { ProbeLine } from './probe-line.js';

/** A step of the probe that did not succeed. */
export interface FailedStep {
  step: string;
  code: string;
  message: string;
  /** What a crashed library printed last. */
  lastWords?: string;
}

/** What the probe found. */
export interface ProbeFindings {
  version: string | undefined;
  features: string[] | undefined;
  gpus: number | undefined;
  devices: string[];
  failures: FailedStep[];
}

/** Nothing takes this long: the first use of a GPU needs seconds. */
const DEADLINE_MS = 5 * 60 * 1000;

/** Opens the library that is found in an environment, in a child process, and lets it compute. */
export async function runProbe(
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ProbeFindings> {
  const program = fileURLToPath(new URL('./probe.js', import.meta.url));
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const result = await runProgram(process.execPath, [program], {
    environment,
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  });
  if (signal?.aborted) {
    throw new FineTuneError('ERR_INTERRUPTED', 'the examination was stopped');
  }
  const lines = result.stdout.split('\n').map(parse);
  return collect(
    lines.filter((line) => line !== undefined),
    result,
  );
}

function collect(lines: readonly ProbeLine[], result: ProgramResult): ProbeFindings {
  const findings: ProbeFindings = {
    version: undefined,
    features: undefined,
    gpus: undefined,
    devices: [],
    failures: [],
  };
  let step = 'start';
  for (const line of lines) {
    if ('step' in line) step = line.step;
    else if ('version' in line) findings.version = line.version;
    else if ('features' in line) findings.features = line.features;
    else if ('gpus' in line) findings.gpus = line.gpus;
    else if ('device' in line) findings.devices.push(line.device);
    else findings.failures.push({ step: line.failed, code: line.code, message: line.message });
  }
  if (step !== 'end') {
    const lastWords = result.stderr.trim().split('\n').at(-1) ?? '';
    findings.failures.push({ step, code: 'crash', message: describeEnd(result), lastWords });
  }
  return findings;
}

function describeEnd(result: ProgramResult): string {
  if (result.failure !== undefined) return `the probe cannot be started (${result.failure})`;
  if (result.signal === 'SIGTERM') return 'it did not come back';
  if (result.signal !== null) return `it ends the process with ${result.signal}`;
  return `it ends the process with exit code ${result.status}`;
}

/** libmxnet and what it loads may print things of their own. */
function parse(text: string): ProbeLine | undefined {
  if (!text.startsWith('{"')) return undefined;
  try {
    return JSON.parse(text) as ProbeLine;
  } catch {
    return undefined;
  }
}
