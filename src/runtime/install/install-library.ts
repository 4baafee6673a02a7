/** Fetching libmxnet. */

import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FineTuneError } from '../../errors.js';
import { makeStaging, moveIntoPlace, removeAbandoned } from '../../files/staging.js';
import { COMPANIONS_FILE } from '../companions.js';
import { type Logger, SILENT } from '../logger.js';
import { installFolder, LIBRARY_FILE } from '../search.js';
import { cLibrary } from '../system.js';
import { type BuildChoice, chooseBuild } from './choose-build.js';
import { keepNeeded } from './keep.js';
import { describeFolder, holdsBuild, MANIFEST_FILE, readManifest } from './manifest.js';
import { downloadWheel, nameOf, type PipOptions, requirePip, unpackWheel } from './pip.js';
import type { Build, Wheel } from './wheels.js';

/** What to fetch, and where to. */
export interface InstallOptions extends BuildChoice {
  /**
   * The folder that gets `libmxnet.so`; it must be new or empty. `MXNET_LIBRARY_PATH` can name it.
   *
   * @defaultValue a folder of the cache, where it is found without being named
   */
  dir?: string;
  /** @defaultValue says nothing */
  logger?: Logger;
  /** @defaultValue `process.env` */
  environment?: NodeJS.ProcessEnv;
  /** Stops the installation; nothing of it stays. */
  signal?: AbortSignal;
  /**
   * Whether pip draws its progress bar on stderr.
   *
   * @defaultValue false
   */
  showProgress?: boolean;
}

/** The outcome of {@link installLibrary}. */
export interface InstalledLibrary {
  /** Absolute path of the library. */
  path: string;
  version: string;
  /** `cpu`, `cu112` or `cu117`. */
  flavour: string;
  /** Whether it was there already. */
  alreadyThere: boolean;
}

/**
 * Fetches libmxnet with pip, as one wheel that is known by its hash, and keeps what is needed of it. A second call
 * does nothing; a damaged installation is made anew; an interrupted one leaves nothing behind.
 *
 * @throws {@link FineTuneError} `ERR_INSTALL`, `ERR_OPTION`, `ERR_INTERRUPTED`
 *
 * @example
 * ```ts
 * const { path } = await installLibrary({ logger: { info: console.error, warning: console.error } });
 * ```
 */
export async function installLibrary(options: InstallOptions = {}): Promise<InstalledLibrary> {
  const platform = `${process.platform}-${process.arch}`;
  const build = chooseBuild(options, platform, cLibrary()?.name === 'musl');
  return await installBuild(build, options);
}

/**
 * Installs a build that need not be one of the known ones.
 *
 * @internal
 */
export async function installBuild(
  build: Build,
  options: Omit<InstallOptions, keyof BuildChoice> = {},
): Promise<InstalledLibrary> {
  const environment = options.environment ?? process.env;
  const logger = options.logger ?? SILENT;
  const target =
    options.dir === undefined
      ? join(installFolder(environment), `${build.version}-${build.flavour}`)
      : resolve(options.dir);
  const installed = {
    path: join(target, LIBRARY_FILE),
    version: build.version,
    flavour: build.flavour,
  };
  if (holdsBuild(target, build)) return { ...installed, alreadyThere: true };
  if (options.dir !== undefined) refuseForeignFolder(target);
  if (existsSync(target) && readdirSync(target).length > 0) {
    logger.info(`${target} is incomplete or damaged: it is made anew`);
  }
  const pip = { environment, signal: options.signal, showProgress: options.showProgress ?? false };
  try {
    await requirePip(pip);
    pip.signal?.throwIfAborted();
    await mkdir(dirname(target), { recursive: true });
    await removeAbandoned(target);
    await requireRoom(dirname(target), build);
    await fill(target, build, pip, logger);
  } catch (error) {
    throw explain(error, target, options.signal);
  }
  return { ...installed, alreadyThere: false };
}

async function fill(target: string, build: Build, pip: PipOptions, logger: Logger): Promise<void> {
  const work = await makeStaging(target);
  const result = join(work, 'result');
  try {
    await mkdir(result);
    for (const [i, wheel] of build.wheels.entries()) {
      const position = build.wheels.length === 1 ? '' : `[${i + 1}/${build.wheels.length}] `;
      logger.info(`${position}fetching ${nameOf(wheel)} (${wheel.downloadMB} MB) with pip`);
      await addWheel(wheel, join(work, 'wheel'), result, pip, () =>
        logger.info(`${position}unpacking ${nameOf(wheel)} (${wheel.unpackedMB} MB)`),
      );
    }
    if (build.companions.length > 0) {
      await writeFile(join(result, COMPANIONS_FILE), `${build.companions.join('\n')}\n`);
    }
    refuseIncomplete(result, build);
    await writeFile(
      join(result, MANIFEST_FILE),
      `${JSON.stringify(describeFolder(result, build), undefined, 2)}\n`,
    );
    pip.signal?.throwIfAborted();
    await moveIntoPlace(result, target, () => holdsBuild(target, build));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function addWheel(
  wheel: Wheel,
  folder: string,
  result: string,
  pip: PipOptions,
  onUnpacking: () => void,
): Promise<void> {
  await mkdir(folder);
  const file = await downloadWheel(wheel, folder, pip);
  pip.signal?.throwIfAborted();
  onUnpacking();
  await unpackWheel(file, join(folder, 'unpacked'), pip);
  pip.signal?.throwIfAborted();
  await keepNeeded(join(folder, 'unpacked'), result);
  await rm(folder, { recursive: true });
}

/** A folder of the user's with other things in it is not ours to replace. */
function refuseForeignFolder(target: string): void {
  if (!existsSync(target) || readManifest(target) !== undefined) return;
  const names = readdirSync(target);
  if (names.length === 0) return;
  throw new FineTuneError(
    'ERR_INSTALL',
    `${target} is not empty and was not made by this command: name a new folder, or remove it`,
  );
}

function refuseIncomplete(result: string, build: Build): void {
  for (const name of [LIBRARY_FILE, ...build.companions]) {
    if (existsSync(join(result, name))) continue;
    throw new FineTuneError('ERR_INSTALL', `the fetched wheels hold no ${name}`);
  }
}

async function requireRoom(folder: string, build: Build): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeMB = (bavail * bsize) / 1e6;
  const unpacked = build.wheels.reduce((sum, wheel) => sum + wheel.unpackedMB, 0);
  const neededMB = unpacked + Math.max(...build.wheels.map((wheel) => wheel.downloadMB));
  if (freeMB >= neededMB) return;
  throw new FineTuneError(
    'ERR_INSTALL',
    `${folder} has room for ${Math.floor(freeMB)} MB, but ${Math.ceil(neededMB)} MB are needed. ` +
      'Make room, or choose another place with --dir or MXNET_FINETUNE_CACHE',
  );
}

/** Errors of the file system get the place and a way out; a stopped installation says only that. */
function explain(error: unknown, target: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) {
    return new FineTuneError(
      'ERR_INTERRUPTED',
      'the installation was stopped; nothing of it stays',
      {
        cause: error,
      },
    );
  }
  if (error instanceof FineTuneError || !(error instanceof Error)) return error;
  return new FineTuneError(
    'ERR_INSTALL',
    `${target} cannot be written (${error.message}). Choose another place with --dir or MXNET_FINETUNE_CACHE`,
    { cause: error },
  );
}
