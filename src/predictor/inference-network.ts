/** A network as it is computed fastest while nothing is learned. */

import type { SplitParams } from '../checkpoint/load.js';
import { IMAGE_INPUT } from '../checkpoint/mismatch.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Device } from '../runtime/device.js';
import { features } from '../runtime/features.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import { graphOf } from '../symbol/graph.js';
import { inferShape, type NamedShapes } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';
import { bytesOf } from './device-params.js';
import { rowsAtOnce } from './rows-at-once.js';
import { scaledNetwork } from './scaled-normalization.js';
import { separatedNetwork } from './separated-outputs.js';

/** What a network computes with, and on what. None of it belongs to the {@link InferenceNetwork}. */
export interface NetworkSource {
  symbol: Symbol;
  /** On the device. */
  params: SplitParams;
  device: Device;
  imageShape: readonly [channels: number, height: number, width: number];
}

/** The network that is bound in place of another one, and gives the same answers. */
export class InferenceNetwork implements Disposable {
  readonly symbol: Symbol;
  readonly params: SplitParams;
  readonly #source: NetworkSource;
  readonly #own: ReadonlyMap<string, NDArray>;
  readonly #outputs: NamedShapes;
  readonly #weightBytes: number;

  private constructor(
    source: NetworkSource,
    outputs: NamedShapes,
    { symbol, own }: { symbol: Symbol; own: ReadonlyMap<string, NDArray> },
  ) {
    const { argParams, auxParams } = source.params;
    this.symbol = symbol;
    this.params = { argParams: new Map([...argParams, ...own]), auxParams };
    this.#source = source;
    this.#own = own;
    this.#outputs = outputs;
    this.#weightBytes = bytesOf(source.params);
  }

  static async of(source: NetworkSource): Promise<InferenceNetwork> {
    const { symbol, params, imageShape, device } = source;
    const outputs = await outputShapes(symbol, imageShape);
    if (device.type !== 'cpu' || !fuses()) {
      return new InferenceNetwork(source, outputs, { symbol, own: new Map() });
    }
    const graph = await graphOf(symbol);
    const separated = await separatedNetwork(symbol, graph);
    const separatedGraph = separated === undefined ? graph : await graphOf(separated);
    const scaled = await scaledNetwork(separated ?? symbol, separatedGraph, params, outputs);
    if (scaled !== undefined) separated?.dispose();
    return new InferenceNetwork(source, outputs, {
      symbol: scaled?.symbol ?? separated ?? symbol,
      own: scaled?.values ?? new Map(),
    });
  }

  /** Rows of the parts that a batch is computed in. Only processors have caches that a batch does not fit into. */
  rows(size: number): number {
    if (this.#source.device.type !== 'cpu') return size;
    return rowsAtOnce(size, this.#outputs, this.#weightBytes);
  }

  dispose(): void {
    for (const array of this.#own.values()) array.dispose();
    if (this.symbol !== this.#source.symbol) this.symbol.dispose();
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}

/** Of every output in a network, for one image. */
async function outputShapes(
  symbol: Symbol,
  imageShape: readonly number[],
): Promise<Record<string, readonly number[]>> {
  using internals = symbol.internals();
  const shapes = await inferShape(internals, { [IMAGE_INPUT]: [1, ...imageShape] });
  const variables = new Set([...symbol.listArguments(), ...symbol.listAuxiliaryStates()]);
  return Object.fromEntries([...shapes.outputs].filter(([name]) => !variables.has(name)));
}

/** Whether the library computes with oneDNN, and fuses operators as 1.9 does. */
function fuses(): boolean {
  return libraryIsAtLeast(1, 9) && features()?.get('MKLDNN') === true;
}
