/** What is the matter with CUDA. */

import type {
  CudaStatus,
  Diagnosis,
  MissingWithSource,
  NvidiaDevice,
  Problem,
} from './diagnosis.js';
import { isTooNew } from './nvidia.js';
import type { FailedStep, ProbeFindings } from './run-probe.js';

/** What is known when CUDA is judged. */
export interface CudaEvidence {
  probe: ProbeFindings;
  missing: readonly MissingWithSource[];
  /** What libmxnet asks for. */
  needed: readonly string[];
  driver: string | undefined;
  machine: NvidiaDevice[];
  environment: NodeJS.ProcessEnv;
}

interface Judgement {
  cuda: Diagnosis['cuda'];
  problems: Problem[];
}

/** Tells the cases of {@link CudaStatus} apart. That libraries are missing is a problem that others report. */
export function judgeCuda(evidence: CudaEvidence): Judgement {
  const { driver, machine } = evidence;
  const status = statusOf(evidence);
  const problem = problemOf(status, evidence);
  return {
    cuda: { status, driver, machine },
    problems:
      problem === undefined
        ? []
        : [{ severity: 'error', code: `cuda-${status}`, message: problem }],
  };
}

function statusOf({ probe, missing, needed, machine }: CudaEvidence): CudaStatus {
  const isCuda =
    probe.features?.includes('CUDA') ?? needed.some((name) => /^libcud(a|art)\.so/.test(name));
  if (!isCuda) return probe.version === undefined && needed.length === 0 ? 'unknown' : 'not-built';
  if (missing.some(({ origin }) => origin === 'cuda')) return 'library-missing';
  if (missing.some(({ origin }) => origin === 'driver')) return 'no-driver';
  if (probe.version === undefined) return 'unknown';
  const failures = gpuFailures(probe);
  const says = (pattern: RegExp) => failures.some(({ message }) => pattern.test(message));
  if (says(/driver version is insufficient|\b35\b.*driver/i)) return 'driver-too-old';
  if (probe.gpus === 0 || says(/no CUDA-capable device/i)) return 'no-device';
  if (failures.length === 0) return 'ok';
  if (says(/no kernel image|invalid device function/i) || machine.some(isTooNew)) {
    return 'device-too-new';
  }
  return 'failed';
}

function problemOf(status: CudaStatus, evidence: CudaEvidence): string | undefined {
  const { driver, machine, environment, probe } = evidence;
  const cpu = 'The CPU can be used meanwhile';
  switch (status) {
    case 'driver-too-old':
      return (
        `the NVIDIA driver${driver === undefined ? '' : ` ${driver}`} is too old for CUDA 11 (error 35). ` +
        `Update it to 450.80.02 or later. ${cpu}`
      );
    case 'no-device':
      return noDevice(environment['CUDA_VISIBLE_DEVICES']) + cpu;
    case 'device-too-new': {
      const names = machine.filter(isTooNew).map(describe);
      return (
        `libmxnet holds no machine code for ${names.length === 0 ? 'this device' : names.join(', ')}: its CUDA builds end ` +
        `at compute capability 8.6, so that V100, T4, A100, A10 and RTX 20 to 40 work, H100 and later do not. ` +
        `Use such a device, or the CPU`
      );
    }
    case 'failed':
      return `CUDA does not work: ${gpuFailures(probe)[0]?.message}. ${cpu}`;
    default:
      return undefined;
  }
}

function noDevice(visible: string | undefined): string {
  if (visible !== undefined && !/^\d/.test(visible.trim())) {
    return `no CUDA device is visible (error 100), because CUDA_VISIBLE_DEVICES is '${visible}'. Unset it. `;
  }
  return (
    'the NVIDIA driver is there, but no CUDA device (error 100). Check nvidia-smi; in a container start it with ' +
    '--gpus all. '
  );
}

function gpuFailures(probe: ProbeFindings): FailedStep[] {
  return probe.failures.filter(({ step }) => step.includes('gpu'));
}

function describe({ name, computeCapability }: NvidiaDevice): string {
  const known = computeCapability === undefined ? '' : ` (compute capability ${computeCapability})`;
  return `${name}${known}`;
}
