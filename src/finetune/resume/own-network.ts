/** The network of a run that is gone on with: the one that it has saved. */

import { loadParams, type SplitParams } from '../../checkpoint/load.js';
import { loadSymbol } from '../../checkpoint/load-symbol.js';
import { compareForImages, IMAGE_INPUT, isMismatch, mismatch } from '../../checkpoint/mismatch.js';
import { FineTuneError } from '../../errors.js';
import { DeviceValues } from '../../module/device-values.js';
import type { NDArray } from '../../ndarray/ndarray.js';
import { type Graph, graphOf } from '../../symbol/graph.js';
import type { Symbol } from '../../symbol/symbol.js';
import { findHead, type Head } from '../head.js';
import { freezeNetwork, type Network } from '../network.js';
import { parseImageShape } from '../numbers.js';
import type { RunSettings } from '../options.js';
import type { SavedNetwork } from './run-record.js';
import type { StateFiles } from './state-files.js';

/** A network with its head, and the values that it had when it was saved. */
export interface OwnNetwork {
  /** Disposing it disposes everything. */
  network: Network;
  values: DeviceValues;
}

/** Marks the auxiliary states of the devices behind the first one. */
const DEVICE = /^@(\d{1,3}):/s;

/** The name of an auxiliary state in the file of a state inside an epoch, where each device has its own. */
export function stateName(name: string, device: number): string {
  return device === 0 ? name : `@${device}:${name}`;
}

/**
 * Loads a network with the values of a saved state.
 *
 * @param saved - what the record knows of it; without one, the network is taken for what it looks like
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_…`
 */
export async function loadOwnNetwork(
  symbolFile: string,
  { params }: StateFiles,
  saved: SavedNetwork | undefined,
  settings: RunSettings,
): Promise<OwnNetwork> {
  const symbol = await loadSymbol(symbolFile);
  const owned: Disposable[] = [symbol];
  try {
    const found = await loadParams(params);
    const auxiliary = byDevice(found.auxParams);
    const values = new DeviceValues(found.argParams, auxiliary);
    owned.push(values);
    const first = { argParams: found.argParams, auxParams: auxiliary[0] ?? new Map() };
    await requireFit(symbol, params, first, settings);
    const known = saved ?? (await whatItLooksLike(symbol, symbolFile));
    const network = await assemble(symbol, first, known, settings, owned);
    return { network, values };
  } catch (error) {
    for (const item of owned) item[globalThis.Symbol.dispose]();
    throw error;
  }
}

async function assemble(
  symbol: Symbol,
  { argParams, auxParams }: { argParams: Map<string, NDArray>; auxParams: Map<string, NDArray> },
  { backbone, head, initialized, labelName, lastKept }: SavedNetwork,
  settings: RunSettings,
  owned: Disposable[],
): Promise<Network> {
  const parameters = { backbone: [...backbone], head: [...head] };
  const graph = await graphOf(symbol);
  const { frozen, trained, attributes } = await freezeNetwork(symbol, graph, parameters, settings);
  owned.push(trained);
  const drawn = new Set(initialized);
  const given = (arrays: Map<string, NDArray>) =>
    new Map([...arrays].filter(([name]) => !drawn.has(name)));
  const kept = [...argParams.keys(), ...auxParams.keys()];
  return {
    symbol,
    trained,
    attributes,
    frozen,
    labelName,
    parameters,
    argParams: given(argParams),
    auxParams: given(auxParams),
    transfer: {
      body: new Set(kept),
      kept,
      dropped: [],
      initialized: [...initialized],
    },
    lastKept,
    [globalThis.Symbol.dispose]: () => {
      for (const item of owned) item[globalThis.Symbol.dispose]();
    },
  };
}

/** Of a network that this package or another one has saved without a record: the last layer is its head. */
async function whatItLooksLike(symbol: Symbol, file: string): Promise<SavedNetwork> {
  const graph = await graphOf(symbol);
  const head = findHead(graph);
  const names = symbol.listArguments();
  const labelName = labelOf(graph, head, file);
  const own = new Set(head.replaced?.inputs.map(({ name }) => name));
  const parameters = names.filter((name) => name !== IMAGE_INPUT && name !== labelName);
  return {
    lastKept: head.lastKept.name,
    labelName,
    backbone: parameters.filter((name) => !own.has(name)),
    head: parameters.filter((name) => own.has(name)),
    initialized: [],
  };
}

/** The input of the loss that is no layer. */
function labelOf({ heads: [output] }: Graph, { replaced }: Head, file: string): string {
  const label = output === replaced ? undefined : output?.inputs[1];
  if (label !== undefined && label.operator === undefined) return label.name;
  throw new FineTuneError(
    'ERR_HEAD_NOT_FOUND',
    `the network ${file} ends with the ${output?.operator} ${output?.name}, which is no loss: as it is, it cannot be trained. ` +
      'Give another --model-prefix: it gets a new head there',
  );
}

async function requireFit(
  symbol: Symbol,
  file: string,
  values: SplitParams,
  settings: RunSettings,
): Promise<void> {
  const imageShape = parseImageShape('--image-shape', settings.imageShape);
  // Networks can be made for one size of the batch.
  const rows = Math.max(1, Math.floor(settings.batchSize / settings.devices.length));
  const comparison = await compareForImages(symbol, values, imageShape, rows);
  if (isMismatch(comparison)) throw mismatch(file, imageShape, comparison);
}

/** The first device's states have plain names. */
function byDevice(states: ReadonlyMap<string, NDArray>): Map<string, NDArray>[] {
  const devices: Map<string, NDArray>[] = [new Map()];
  for (const [key, array] of states) {
    const device = Number(DEVICE.exec(key)?.[1] ?? 0);
    const name = key.replace(DEVICE, '');
    devices[device] = (devices[device] ?? new Map<string, NDArray>()).set(name, array);
  }
  return Array.from(devices, (own) => own ?? new Map());
}
