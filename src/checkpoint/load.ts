/** Reading checkpoints. */

import { resolve } from 'node:path';
import { FineTuneError } from '../errors.js';
import { loadArrays, loadArraysFromBuffer } from '../ndarray/named-arrays.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Symbol } from '../symbol/symbol.js';
import { loadSymbol } from './load-symbol.js';
import { listEpochs, paramsFile, symbolFile } from './names.js';
import { withoutNumpyShapes } from './numpy-shapes.js';
import { readParamsDirectory } from './params-directory.js';

/** A network with its values. Disposing it disposes everything in it. */
export class Checkpoint implements Disposable {
  readonly symbol: Symbol;
  /** Parameters by name. */
  readonly argParams: Map<string, NDArray>;
  /** Auxiliary states by name. */
  readonly auxParams: Map<string, NDArray>;

  constructor(symbol: Symbol, params: SplitParams) {
    this.symbol = symbol;
    this.argParams = params.argParams;
    this.auxParams = params.auxParams;
  }

  dispose(): void {
    this.symbol.dispose();
    disposeParams(this);
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}

/** The values of a checkpoint. */
export interface SplitParams {
  argParams: Map<string, NDArray>;
  auxParams: Map<string, NDArray>;
}

/**
 * Reads `PREFIX-symbol.json` and `PREFIX-%04d.params` (`mx.model.load_checkpoint`), as any MXNet since 0.8 wrote them. The
 * files are not changed.
 *
 * @param library - when libmxnet is still being opened: what can be done without it is done meanwhile
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function loadCheckpoint(
  prefix: string,
  epoch: number,
  library?: Promise<unknown>,
): Promise<Checkpoint> {
  const [symbol, params] = await Promise.allSettled([
    loadSymbol(symbolFile(prefix), library),
    loadEpoch(prefix, epoch, library),
  ]);
  if (symbol.status === 'rejected') {
    if (params.status === 'fulfilled') disposeParams(params.value);
    throw symbol.reason;
  }
  if (params.status === 'rejected') {
    symbol.value.dispose();
    throw params.reason;
  }
  return new Checkpoint(symbol.value, params.value);
}

async function loadEpoch(
  prefix: string,
  epoch: number,
  library: Promise<unknown> | undefined,
): Promise<SplitParams> {
  await requireEpoch(prefix, epoch);
  return await loadParams(paramsFile(prefix, epoch), library);
}

function disposeParams({ argParams, auxParams }: SplitParams): void {
  for (const array of [...argParams.values(), ...auxParams.values()]) array.dispose();
}

/**
 * Reads values and sorts them into parameters and auxiliary states by the beginning of their names.
 *
 * @param library - when libmxnet is still being opened: the file is looked at meanwhile
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function loadParams(file: string, library?: Promise<unknown>): Promise<SplitParams> {
  const directory = await readParamsDirectory(file);
  const stranger = directory.find(({ name }) => !/^(arg|aux):/.test(name));
  if (stranger !== undefined) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${file} is no checkpoint: the array '${stranger.name}' is marked neither as parameter (arg:) nor as auxiliary state (aux:). ` +
        "Of a Gluon network, use the files that its method 'export' writes",
    );
  }
  await library;
  const numpyShapes = directory.some((entry) => entry.version === 3);
  const arrays = numpyShapes
    ? await loadArraysFromBuffer(await withoutNumpyShapes(file, directory))
    : // libmxnet would take a part of a relative path for the name of a protocol.
      await loadArrays(resolve(file));
  const params: SplitParams = { argParams: new Map(), auxParams: new Map() };
  for (const [key, array] of arrays) {
    const target = key.startsWith('arg:') ? params.argParams : params.auxParams;
    target.set(key.slice('arg:'.length), array);
  }
  return params;
}

/**
 * Checks that there are values for an epoch.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND` with the epochs that there are
 */
export async function requireEpoch(prefix: string, epoch: number): Promise<void> {
  const epochs = await listEpochs(prefix);
  if (epochs.includes(epoch)) return;
  const others =
    epochs.length === 0
      ? 'nor for any other epoch. Check the prefix'
      : `but for ${epochs.join(', ')}. Choose one of these`;
  throw new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there are no values ${paramsFile(prefix, epoch)}, ${others}`,
  );
}
