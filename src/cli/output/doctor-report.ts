/** The doctor's findings as a page of text. */

import { basename } from 'node:path';
import type { CudaStatus, Diagnosis, MissingWithSource } from '../../doctor/diagnosis.js';

const WIDTH = 96;

const CUDA_WORDS: Readonly<Record<CudaStatus, string>> = {
  ok: 'works',
  'not-built':
    'this libmxnet is a CPU build; for a CUDA build: npx mxnet-finetune install --cuda 11.2',
  'library-missing': 'a part of CUDA is missing',
  'no-driver': 'a CUDA build, but this machine has no NVIDIA driver',
  'driver-too-old': 'the NVIDIA driver is too old',
  'no-device': 'there is a driver, but no device',
  'device-too-new': 'the device is younger than this libmxnet',
  failed: 'does not work',
  unknown: 'not examined',
};

/** Lines for a terminal: what was found, then what is wrong and what to do. */
export function doctorReport(diagnosis: Diagnosis): string {
  const lines = [
    ...row('package', `mxnet-finetune ${diagnosis.package}, Node.js ${diagnosis.system.node}`),
    ...row('system', systemLine(diagnosis)),
    ...row('addon', diagnosis.addon.loaded ? 'loaded' : 'not built for this platform'),
    ...row(
      'searched',
      ...diagnosis.search.map(
        ({ source, path, found }) => `${found ? '✓' : '·'} ${source}: ${path}`,
      ),
    ),
    ...libraryRows(diagnosis),
    '',
    ...diagnosis.problems.map(
      ({ severity, message }) => `${severity === 'error' ? '✗' : '!'} ${message}`,
    ),
    ...(diagnosis.ok ? ['✓ libmxnet works'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function systemLine({ system }: Diagnosis): string {
  const avx = { true: 'AVX', false: 'no AVX', undefined: undefined }[String(system.avx)];
  const parts = [system.platform, system.cLibrary, system.processor, avx];
  return parts.filter((part) => part !== undefined).join(', ');
}

function libraryRows(diagnosis: Diagnosis): string[] {
  const { library, missing, devices, cuda } = diagnosis;
  if (library === undefined) return row('libmxnet', 'not found');
  const named = `${library.path} (${library.source})`;
  const version = library.version ?? 'cannot be used';
  return [
    ...row('libmxnet', version, named),
    ...row('features', ...(library.features === undefined ? [] : wrap(library.features))),
    ...row('missing', ...missing.map(describeMissing)),
    ...row('devices', ...devices),
    ...row(
      'CUDA',
      CUDA_WORDS[cuda.status],
      ...(cuda.driver === undefined ? [] : [`driver ${cuda.driver}`]),
      ...cuda.machine.map(({ name, computeCapability }) =>
        computeCapability === undefined ? name : `${name}, compute capability ${computeCapability}`,
      ),
    ),
  ];
}

function describeMissing({ name, neededBy, debian, wheel, origin }: MissingWithSource): string {
  const place = debian ?? wheel ?? (origin === 'driver' ? "NVIDIA's driver" : 'no known package');
  return `${name}, needed by ${basename(neededBy)}: ${place}`;
}

/** A heading and its lines; nothing when there are none. */
function row(heading: string, ...lines: readonly string[]): string[] {
  return lines.map((line, i) => `${(i === 0 ? heading : '').padEnd(10)} ${line}`);
}

function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
