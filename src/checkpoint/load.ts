/** Reading checkpoints. */

import { readFile } from 'node:fs/promises';
import { FineTuneError, MXNetError } from '../errors.js';
import { sniff } from '../files/sniff.js';
import { loadArrays, loadArraysFromBuffer } from '../ndarray/named-arrays.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { libraryInfo } from '../runtime/library.js';
import { Symbol } from '../symbol/symbol.js';
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
    for (const array of [...this.argParams.values(), ...this.auxParams.values()]) array.dispose();
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
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function loadCheckpoint(prefix: string, epoch: number): Promise<Checkpoint> {
  const symbol = await loadSymbol(symbolFile(prefix));
  try {
    await requireEpoch(prefix, epoch);
    return new Checkpoint(symbol, await loadParams(paramsFile(prefix, epoch)));
  } catch (error) {
    symbol.dispose();
    throw error;
  }
}

/** Reads a network. */
export async function loadSymbol(file: string): Promise<Symbol> {
  let json: string;
  try {
    json = await readFile(file, 'utf8');
  } catch (cause) {
    throw new FineTuneError('ERR_CHECKPOINT_NOT_FOUND', `there is no network ${file}`, { cause });
  }
  const mistaken = sniff(Buffer.from(json.slice(0, 64)));
  if (mistaken !== undefined) {
    throw new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} is not a network: it is ${mistaken}`);
  }
  try {
    JSON.parse(json);
    return await Symbol.fromJson(json);
  } catch (cause) {
    throw describeSymbolFailure(file, cause);
  }
}

/** Reads values and sorts them into parameters and auxiliary states by the beginning of their names. */
export async function loadParams(file: string): Promise<SplitParams> {
  const directory = await readParamsDirectory(file);
  const numpyShapes = directory.some((entry) => entry.version === 3);
  const arrays = numpyShapes
    ? await loadArraysFromBuffer(await withoutNumpyShapes(file, directory))
    : await loadArrays(file);
  const params: SplitParams = { argParams: new Map(), auxParams: new Map() };
  for (const [key, array] of arrays) {
    const target = key.startsWith('arg:')
      ? params.argParams
      : key.startsWith('aux:')
        ? params.auxParams
        : undefined;
    if (target === undefined) {
      for (const loaded of arrays.values()) loaded.dispose();
      throw new FineTuneError(
        'ERR_CHECKPOINT_FORMAT',
        `${file} is no checkpoint: the array ${key} is marked neither as parameter (arg:) nor as auxiliary state (aux:)`,
      );
    }
    target.set(key.slice('arg:'.length), array);
  }
  return params;
}

async function requireEpoch(prefix: string, epoch: number): Promise<void> {
  const epochs = await listEpochs(prefix);
  if (epochs.includes(epoch)) return;
  const others = epochs.length === 0 ? 'nor for any other epoch' : `but for ${epochs.join(', ')}`;
  throw new FineTuneError(
    'ERR_CHECKPOINT_NOT_FOUND',
    `there are no values ${paramsFile(prefix, epoch)}, ${others}`,
  );
}

function describeSymbolFailure(file: string, cause: unknown): FineTuneError {
  const version = libraryInfo()?.version ?? '';
  const text = cause instanceof MXNetError ? cause.detail : String(cause);
  const operator = text.match(
    /(?:Operator|op) (\S+) is not registered|Cannot find [Oo]perator (\S+)/,
  );
  const name = operator?.[1] ?? operator?.[2];
  const reason =
    name === undefined
      ? cause instanceof MXNetError
        ? `libmxnet ${version} cannot read it: ${cause.message}`
        : `it is not JSON: ${cause instanceof Error ? cause.message : text}`
      : `it uses the operator ${name}, which libmxnet ${version} does not have`;
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} cannot be used: ${reason}`, { cause });
}
