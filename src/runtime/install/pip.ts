/** pip, the ordinary client of Python's package index, as the user has configured it. */

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FineTuneError } from '../../errors.js';
import { type ProgramResult, runProgram } from '../run-program.js';
import type { Wheel } from './wheels.js';

/** How pip is called. */
export interface PipOptions {
  environment: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Whether pip draws its own progress bar on this process's stderr. */
  showProgress: boolean;
}

const PYTHON = 'python3';

/**
 * Makes sure that there is a pip.
 *
 * @throws {@link FineTuneError} `ERR_INSTALL` with the command that installs what is missing
 */
export async function requirePip(options: PipOptions): Promise<void> {
  const result = await runPython(['-m', 'pip', '--version'], options);
  if (result.failure !== undefined) {
    throw failed(
      `${PYTHON} cannot be run (${result.failure}), and pip is what fetches libmxnet. ` +
        'Install it: apt-get install python3 python3-pip',
    );
  }
  if (result.status !== 0) {
    throw failed(
      `${PYTHON} has no pip (${lastLine(result.stderr)}), and pip is what fetches libmxnet. ` +
        `Install it: apt-get install python3-pip, or ${PYTHON} -m ensurepip`,
    );
  }
}

/**
 * Downloads one wheel, which must have the pinned hash.
 *
 * @param folder - an empty folder; pip's own temporary files go there too
 * @returns the wheel's path
 * @throws {@link FineTuneError} `ERR_INSTALL`
 */
export async function downloadWheel(
  wheel: Wheel,
  folder: string,
  options: PipOptions,
): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  await writeFile(
    requirements,
    `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`,
  );
  const result = await runPython(
    [
      ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-input'],
      ...['--no-deps', '--only-binary', ':all:', '--require-hashes'],
      // A second copy of gigabytes helps nobody; the small wheels may stay in pip's cache.
      ...(wheel.project === 'mxnet' ? [] : ['--no-cache-dir']),
      ...['--dest', folder, '--requirement', requirements],
    ],
    { ...options, environment: { ...options.environment, TMPDIR: folder } },
  );
  if (result.status !== 0) throw downloadFailure(wheel, result);
  const name = (await readdir(folder)).find((one) => one.endsWith('.whl'));
  if (name === undefined) throw failed(`pip has downloaded no wheel of ${nameOf(wheel)}`);
  return join(folder, name);
}

/** Unpacks a wheel, which is a zip archive, with Python's own module. */
export async function unpackWheel(
  file: string,
  folder: string,
  options: PipOptions,
): Promise<void> {
  const result = await runPython(['-m', 'zipfile', '-e', file, folder], {
    ...options,
    showProgress: false,
  });
  if (result.status === 0) return;
  throw describeCommon(result) ?? failed(`${file} cannot be unpacked: ${lastLine(result.stderr)}`);
}

/** For example `mxnet 1.9.1`. */
export function nameOf(wheel: Wheel): string {
  return `${wheel.project} ${wheel.version}`;
}

async function runPython(args: readonly string[], options: PipOptions): Promise<ProgramResult> {
  return await runProgram(PYTHON, args, {
    // A setting that forbids pip outside of virtual environments means its installations; here it installs nothing.
    environment: { ...options.environment, PIP_REQUIRE_VIRTUALENV: '0' },
    signal: options.signal,
    showOutput: options.showProgress && args.includes('download'),
  });
}

const NETWORK =
  /NewConnectionError|Connect(ion)?Timeout|timed? ?out|name resolution|Name or service not known|ProxyError|SSLError|CERTIFICATE_VERIFY|Max retries exceeded|Connection(Reset| ?refused|Error)|Connection (refused|broken|aborted|reset)|Network is unreachable|getaddrinfo|ProtocolError|IncompleteRead/i;

function downloadFailure(wheel: Wheel, result: ProgramResult): FineTuneError {
  const common = describeCommon(result);
  if (common !== undefined) return common;
  const text = result.stderr;
  if (/DO NOT MATCH THE HASHES|Hash(es)? .*mismatch/i.test(text)) {
    const got = text.match(/Got\s+([0-9a-f]{64})/)?.[1] ?? 'another hash';
    return failed(
      `the ${nameOf(wheel)} that pip received is not the pinned file: wanted sha256 ${wheel.sha256}, received ${got}. ` +
        'Nothing was installed. A mirror, a proxy or a local folder of wheels (pip config list) has changed it: try without it',
    );
  }
  if (NETWORK.test(text)) {
    return failed(
      `pip cannot reach its package index (${lastLine(text, NETWORK)}). Check the network; behind a proxy set HTTPS_PROXY, ` +
        'with a mirror see pip config. Without a network, fetch the wheel elsewhere ' +
        `(pip download --no-deps ${wheel.project}==${wheel.version}) and name its folder by PIP_FIND_LINKS`,
    );
  }
  if (/No matching distribution|Could not find a version/i.test(text)) {
    const reason = /from versions: none/.test(text)
      ? 'Its package index knows no version at all: it cannot be reached, or is a mirror without it (pip config list)'
      : 'Its package index may be a mirror without it (pip config list), or pip is too old (python3 -m pip install --upgrade pip)';
    const system = `${process.platform}-${process.arch}`;
    return failed(`pip finds no wheel of ${nameOf(wheel)} for this system (${system}). ${reason}`);
  }
  return failed(`pip could not download ${nameOf(wheel)}: ${lastLine(text)}`);
}

/** What can go wrong with any program that writes files. */
function describeCommon(result: ProgramResult): FineTuneError | undefined {
  if (result.failure !== undefined) return failed(`${PYTHON} cannot be run (${result.failure})`);
  if (/No space left on device|Errno 28/.test(result.stderr)) {
    return failed(
      'the disk is full. Make room, or choose another place with --dir or MXNET_FINETUNE_CACHE',
    );
  }
  if (result.signal !== null) return failed(`${PYTHON} was ended by ${result.signal}`);
  return undefined;
}

function failed(message: string): FineTuneError {
  return new FineTuneError('ERR_INSTALL', message);
}

/** The last line that says something, or the last one that matches. */
function lastLine(text: string, pattern = /\S/): string {
  const lines = text.split('\n').filter((line) => pattern.test(line));
  return (lines.at(-1) ?? 'it gave no reason').replace(/^(ERROR|WARNING): /, '').trim();
}
