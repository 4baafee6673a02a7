/** The pretrained network with its new head. */

import type { Checkpoint } from '../checkpoint/load.js';
import { compareForImages, IMAGE_INPUT, isMismatch, mismatch } from '../checkpoint/mismatch.js';
import { paramsFile } from '../checkpoint/names.js';
import { FineTuneError } from '../errors.js';
import type { NDArray } from '../ndarray/ndarray.js';
import type { Logger } from '../runtime/logger.js';
import { withAttribute } from '../symbol/edit.js';
import { type Graph, graphOf } from '../symbol/graph.js';
import type { NodeAttributes, Symbol } from '../symbol/symbol.js';
import type { EarlyCheckpoint } from './early-checkpoint.js';
import { planFreezing } from './freeze.js';
import { findHead, headAfter } from './head.js';
import { parseMultipliers, withMultipliers } from './multipliers.js';
import { parseImageShape } from './numbers.js';
import type { RunSettings } from './options.js';
import type { NamedParameters } from './parameter-patterns.js';
import { planTransfer, replaceHead, type Transfer } from './replace-head.js';

/** Upstream's default for the last layer to keep. */
const COMPAT_LAYER = 'flatten0';

/** What is trained. Disposing it disposes the checkpoint too. */
export interface Network extends Disposable {
  /** What is saved. */
  symbol: Symbol;
  /** What is trained: the same, but for frozen batch normalisation. */
  trained: Symbol;
  /** Attributes of its variables, with the factors of rates and decays that were asked for. */
  attributes: NodeAttributes;
  /** Parameters that stay as they are. */
  frozen: readonly string[];
  labelName: string;
  /** The values that are taken over. */
  argParams: Map<string, NDArray>;
  auxParams: Map<string, NDArray>;
  transfer: Transfer;
  /** Parameters of the kept part, and new ones. */
  parameters: NamedParameters;
  /** The last layer that is kept. */
  lastKept: string;
}

/**
 * Takes the pretrained checkpoint, replaces its head, and decides which values stay.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_…` or `ERR_HEAD_NOT_FOUND`
 */
export async function prepareNetwork(
  settings: RunSettings,
  early: EarlyCheckpoint,
  logger: Logger,
): Promise<Network> {
  const { pretrainedModel, compat } = settings;
  const checkpoint = await early.take(settings);
  const owned: Disposable[] = [checkpoint];
  try {
    const graph = await graphOf(checkpoint.symbol);
    const layer = settings.layerBeforeFullc ?? (compat ? COMPAT_LAYER : undefined);
    const head = layer === undefined ? findHead(graph) : headAfter(graph, layer);
    const symbol = replaceHead(checkpoint.symbol, graph, head, settings);
    owned.push(symbol);
    const transfer = planTransfer(symbol, { graph, head }, checkpoint, compat);
    const labelName = requireInputs(symbol, pretrainedModel);
    await requireFit(symbol, checkpoint, settings, transfer, logger);
    const initialized = transfer.initialized.filter(
      (name) => name !== IMAGE_INPUT && name !== labelName,
    );
    const states = new Set(symbol.listAuxiliaryStates());
    const parameters: NamedParameters = {
      backbone: transfer.kept.filter((name) => !states.has(name)),
      head: initialized.filter((name) => !states.has(name)),
    };
    const { frozen, trained, attributes } = await freezeNetwork(
      symbol,
      graph,
      parameters,
      settings,
    );
    owned.push(trained);
    return {
      symbol,
      trained,
      attributes,
      frozen,
      labelName,
      parameters,
      argParams: pick(checkpoint.argParams, transfer.kept),
      auxParams: pick(checkpoint.auxParams, transfer.kept),
      transfer: { ...transfer, initialized },
      lastKept: head.lastKept.name,
      [globalThis.Symbol.dispose]: () => disposeAll(owned),
    };
  } catch (error) {
    disposeAll(owned);
    throw error;
  }
}

/** What is trained of a network, and how fast. */
export async function freezeNetwork(
  symbol: Symbol,
  graph: Graph,
  parameters: NamedParameters,
  settings: RunSettings,
): Promise<Pick<Network, 'trained' | 'frozen' | 'attributes'>> {
  const { batchNorms, parameters: frozen } = planFreezing(graph, parameters, settings);
  const attributes = multiplied(symbol, parameters, settings);
  const trained =
    batchNorms.length === 0
      ? symbol.copy()
      : await withAttribute(symbol, batchNorms, 'use_global_stats', 'True');
  return { trained, frozen, attributes };
}

function disposeAll(owned: readonly Disposable[]): void {
  for (const item of owned) item[globalThis.Symbol.dispose]();
}

function multiplied(
  symbol: Symbol,
  parameters: NamedParameters,
  { lrMult, wdMult, lr, wd }: RunSettings,
): NodeAttributes {
  let attributes = symbol.attributes();
  for (const [option, attribute, text, base] of [
    ['--lr-mult', '__lr_mult__', lrMult, lr],
    ['--wd-mult', '__wd_mult__', wdMult, wd],
  ] as const) {
    if (text === undefined) continue;
    const multipliers = parseMultipliers(option, text, base, parameters);
    attributes = withMultipliers(attributes, attribute, multipliers);
  }
  return attributes;
}

/** Says what became of every value. */
export function logTransfer({ transfer, lastKept, frozen }: Network, logger: Logger): void {
  const { kept, initialized, dropped } = transfer;
  logger.info(`Kept the network up to ${lastKept}: ${kept.length} arrays are taken over`);
  logger.info(`Newly initialized: ${initialized.join(', ') || 'nothing'}`);
  logger.info(`Dropped from the checkpoint: ${dropped.join(', ') || 'nothing'}`);
  if (frozen.length > 0) logger.info(`Frozen: ${frozen.join(', ')}`);
}

/** @returns the name of the label */
function requireInputs(symbol: Symbol, prefix: string): string {
  const names = symbol.listArguments();
  if (!names.includes(IMAGE_INPUT)) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_MISMATCH',
      `the network of ${prefix} has no input called ${IMAGE_INPUT}; its first input is ${names[0]}`,
    );
  }
  return names.at(-1) as string;
}

/** Everything but the new head must have a value, of the right shape. */
async function requireFit(
  symbol: Symbol,
  checkpoint: Checkpoint,
  settings: RunSettings,
  { body, kept, dropped }: Transfer,
  logger: Logger,
): Promise<void> {
  const file = paramsFile(settings.pretrainedModel, settings.loadEpoch ?? 0);
  const imageShape = parseImageShape('--image-shape', settings.imageShape);
  // Networks can be made for one size of the batch.
  const rows = Math.max(1, Math.floor(settings.batchSize / settings.devices.length));
  const comparison = await compareForImages(symbol, checkpoint, imageShape, rows);
  const taken = new Set(kept);
  const misshaped = comparison.misshaped.filter(({ name }) => taken.has(name));
  // Upstream initializes what is missing.
  const missing = settings.compat ? [] : comparison.missing.filter((name) => body.has(name));
  const known = new Set([
    ...checkpoint.symbol.listArguments(),
    ...checkpoint.symbol.listAuxiliaryStates(),
  ]);
  const extra = dropped.filter((name) => !known.has(name));
  const problem = { missing, extra, misshaped };
  if (isMismatch(problem)) throw mismatch(file, imageShape, problem);
  if (extra.length > 0) {
    logger.warning(`${file} has values that its network does not use: ${extra.join(', ')}`);
  }
}

function pick(
  arrays: ReadonlyMap<string, NDArray>,
  names: readonly string[],
): Map<string, NDArray> {
  const wanted = new Set(names);
  return new Map([...arrays].filter(([name]) => wanted.has(name)));
}
