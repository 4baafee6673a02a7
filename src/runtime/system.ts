/** The machine that this process runs on. */

import { existsSync, readFileSync } from 'node:fs';

/** The C library: `undefined` where there is only one, on macOS. */
export interface CLibrary {
  name: 'glibc' | 'musl';
  /** glibc's version. */
  version: string | undefined;
}

/** What to say on a system with musl. */
export const NO_MUSL_BUILD: string =
  'this system uses musl as its C library, and libmxnet exists for glibc only. ' +
  'Use an image with glibc, for example Debian or Ubuntu instead of Alpine';

/** What a processor can do, as far as libmxnet cares. */
export interface Processor {
  model: string | undefined;
  /** Whether it has AVX; `undefined` where that cannot be told. */
  avx: boolean | undefined;
}

/** Which C library this process runs with. */
export function cLibrary(): CLibrary | undefined {
  if (process.platform !== 'linux') return undefined;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } };
  const version = report.header?.glibcVersionRuntime;
  return version === undefined ? { name: 'musl', version } : { name: 'glibc', version };
}

/** The first processor that the system lists. */
export function processor(file = '/proc/cpuinfo'): Processor {
  if (!existsSync(file)) return { model: undefined, avx: undefined };
  const text = readFileSync(file, 'utf8');
  const flags = text.match(/^flags\s*:\s*(.*)$/m)?.[1];
  return {
    model: text.match(/^model name\s*:\s*(.*)$/m)?.[1],
    avx: flags === undefined ? undefined : flags.split(' ').includes('avx'),
  };
}

/** Whether the NVIDIA driver's device files are there (in WSL it is another one). Opens nothing. */
export function hasNvidiaDriver(): boolean {
  return existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
}
