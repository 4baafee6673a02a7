/** Broken shared libraries, made on the spot. The only stand-ins in the tests. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './paths.js';

/** How to link. */
export interface LinkOptions {
  /** Libraries that it asks for, by path. */
  needs?: readonly string[];
  soname?: string;
  runpath?: string;
}

/** Compiles C into a shared library. */
export function compileLibrary(file: string, source: string, options: LinkOptions = {}): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.c`, source);
  const link = (text: string) => `-Wl,${text}`;
  const args = [
    ...['-shared', '-fPIC', '-w', '-o', file, `${file}.c`],
    ...(options.soname === undefined ? [] : [link(`-soname,${options.soname}`)]),
    ...(options.runpath === undefined ? [] : [link(`-rpath,${options.runpath}`)]),
    // Even what it calls nothing of is asked for.
    link('--no-as-needed'),
    ...(options.needs ?? []),
  ];
  execFileSync('cc', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return file;
}

/** What is wrong with a {@link stubMxnet}. */
export interface StubOptions extends LinkOptions {
  /** What MXGetVersion says, for example 20000; `null` for no such function. */
  version: number | null;
  /** C functions that it lacks. */
  without?: readonly string[];
  /** More C, for example a constructor that crashes. */
  code?: string;
}

/** A library with the functions of libmxnet, all of which do nothing. */
export function stubMxnet(folder: string, options: StubOptions): string {
  const names = functionNames().filter(
    (name) => name !== 'MXGetVersion' && !options.without?.includes(name),
  );
  const source = [
    ...names.map((name) => `int ${name}(void) { return 0; }`),
    'const char *MXGetLastError(void) { return "a stub"; }',
    options.version === null
      ? ''
      : `int MXGetVersion(int *out) { *out = ${options.version}; return 0; }`,
    options.code ?? '',
  ].join('\n');
  return compileLibrary(join(folder, 'libmxnet.so'), source, options);
}

/** A library that nothing has, for others to need: compiled, linked against, and not kept. */
export function vanishingLibrary(folder: string, soname: string): string {
  return compileLibrary(join(folder, 'vanishing', soname), 'int vanished;', { soname });
}

function functionNames(): string[] {
  const table = readFileSync(join(ROOT, 'binding', 'library', 'c_functions.h'), 'utf8');
  return [...table.matchAll(/^ {2}F\((\w+), \d+,/gm)].map(([, name]) => name ?? '');
}
