/** Who has a shared library that is missing. */

import { cudaWheelOf } from '../install/wheels.js';

/** Where a library comes from. */
export type LibraryOrigin = 'system' | 'cuda' | 'driver';

/** How to get a library. */
export interface LibrarySource {
  origin: LibraryOrigin;
  /** The package of Debian and Ubuntu. */
  debian: string | undefined;
  /** The package of Fedora and Red Hat. */
  rpm: string | undefined;
  /** The wheel, as pip names it. */
  wheel: string | undefined;
}

const SYSTEM: readonly (readonly [pattern: RegExp, debian: string, rpm: string])[] = [
  [/^libgomp\.so/, 'libgomp1', 'libgomp'],
  [/^libquadmath\.so/, 'libquadmath0', 'libquadmath'],
  [/^libgfortran\.so\.3/, 'libgfortran3', 'compat-libgfortran-48'],
  [/^libgfortran\.so\.4/, 'libgfortran4', 'libgfortran4'],
  [/^libgfortran\.so/, 'libgfortran5', 'libgfortran'],
  [/^libstdc\+\+\.so/, 'libstdc++6', 'libstdc++'],
  [/^libgcc_s\.so/, 'libgcc-s1', 'libgcc'],
  [/^libopenblas\.so/, 'libopenblas0', 'openblas'],
  [/^lib(blas|cblas)\.so/, 'libblas3', 'blas'],
  [/^liblapacke?\.so/, 'liblapack3', 'lapack'],
  [/^libjemalloc\.so/, 'libjemalloc2', 'jemalloc'],
  [/^libz\.so/, 'zlib1g', 'zlib'],
  [/^lib(c|m|dl|rt|pthread)\.so/, 'libc6', 'glibc'],
];

const CUDA =
  /^lib(cu(dart|blas|blasLt|dnn\w*|fft\w*|rand|solver\w*|sparse)|nccl|nvrtc\S*|nvToolsExt|nvblas)\.so/;
const DRIVER = /^lib(cuda|nvidia-\S+)\.so/;

/** Says how to get a library by the name that is asked for, for example `libgomp.so.1`. */
export function sourceOf(library: string): LibrarySource {
  if (DRIVER.test(library)) {
    return { origin: 'driver', debian: undefined, rpm: undefined, wheel: undefined };
  }
  if (CUDA.test(library)) {
    return { origin: 'cuda', debian: undefined, rpm: undefined, wheel: cudaWheelOf(library) };
  }
  const [, debian, rpm] = SYSTEM.find(([pattern]) => pattern.test(library)) ?? [];
  return { origin: 'system', debian, rpm, wheel: undefined };
}
