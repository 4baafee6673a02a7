/** One checkpoint that answers: what a {@link Classifier} has of it, until it is given another one. */

import { type Checkpoint, loadCheckpoint } from '../checkpoint/load.js';
import { resolveEpoch } from '../checkpoint/resolve-epoch.js';
import { findHead, headAfter } from '../finetune/head.js';
import { layerOutput } from '../finetune/layer-output.js';
import type { Device } from '../runtime/device.js';
import { type Graph, type GraphNode, graphOf } from '../symbol/graph.js';
import type { Symbol } from '../symbol/symbol.js';
import { Batcher } from './batcher.js';
import { BoundNetwork, type Row } from './bound-network.js';
import { bytesOf, moveToDevice } from './device-params.js';
import { InputNormalizer } from './input-normalizer.js';
import { givesProbabilities, softmax } from './predictions.js';
import { requireFit } from './require-fit.js';
import { type RecipeOptions, type ResolvedRecipe, resolveRecipe } from './resolve.js';

/** How batches are made. */
export interface BatchOptions {
  /** Sizes of batches, in ascending order. */
  sizes: readonly number[];
  /** The size that is bound at once. */
  boundSize: number;
  maxDelayMs: number;
  onBatch: (images: number) => void;
}

/** A part of the network up to one output, and what waits for it. */
interface Part {
  symbol: Symbol;
  network: BoundNetwork;
  batcher: Batcher<Uint8Array, Row>;
}

/** Images on their way through a model. */
export interface Progress {
  ready: number;
  computing: number;
}

/** Makes an image ready for a model. */
export type Prepare = (recipe: ResolvedRecipe) => Promise<Uint8Array>;

/** A loaded checkpoint with the networks that compute it. */
export class Model {
  readonly recipe: ResolvedRecipe;
  readonly classes: number;
  readonly #checkpoint: Checkpoint;
  readonly #graph: Graph;
  readonly #device: Device;
  readonly #batches: BatchOptions;
  readonly #normalizer: InputNormalizer;
  readonly #needsSoftmax: boolean;
  /** By the name of their last node; the whole network has the empty name. */
  readonly #parts = new Map<string, Part>();
  #users = 0;
  #idle: (() => void) | undefined;

  private constructor(
    checkpoint: Checkpoint,
    graph: Graph,
    recipe: ResolvedRecipe,
    classes: number,
    device: Device,
    batches: BatchOptions,
  ) {
    this.#checkpoint = checkpoint;
    this.#graph = graph;
    this.recipe = recipe;
    this.classes = classes;
    this.#device = device;
    this.#batches = batches;
    this.#normalizer = new InputNormalizer(recipe);
    this.#needsSoftmax = !givesProbabilities(graph.heads[0]);
  }

  /**
   * Loads a checkpoint and binds it.
   *
   * @throws {@link FineTuneError} when the checkpoint, its recipe or an option is wrong
   */
  static async load(
    prefix: string,
    options: RecipeOptions,
    device: Device,
    batches: BatchOptions,
  ): Promise<Model> {
    const epoch = await resolveEpoch(prefix, options.epoch ?? 'last');
    const checkpoint = await loadCheckpoint(prefix, epoch);
    let model: Model | undefined;
    try {
      const recipe = await resolveRecipe(prefix, { ...options, epoch });
      const classes = await requireFit(prefix, checkpoint, recipe);
      await moveToDevice(checkpoint, device);
      const graph = await graphOf(checkpoint.symbol);
      model = new Model(checkpoint, graph, recipe, classes, device, batches);
      if (model.#needsSoftmax) {
        recipe.assumed.push('softmax of the outputs, which are no probabilities');
      }
      await model.#part('').network.bind(batches.boundSize);
      return model;
    } catch (error) {
      if (model === undefined) checkpoint.dispose();
      else model.#dispose();
      throw error;
    }
  }

  /** Bytes of parameters and batches. */
  get bytes(): number {
    const networks = [...this.#parts.values()].map(({ network }) => network.bytes);
    return networks.reduce((sum, bytes) => sum + bytes, bytesOf(this.#checkpoint));
  }

  get progress(): Progress {
    const progress = { ready: 0, computing: 0 };
    for (const { batcher } of this.#parts.values()) {
      progress.ready += batcher.ready;
      progress.computing += batcher.computing;
    }
    return progress;
  }

  /** The probabilities of all classes. */
  async probabilities(
    prepare: Prepare,
    signal: AbortSignal | undefined,
  ): Promise<ArrayLike<number>> {
    const { values } = await this.#run('', prepare, signal);
    return this.#needsSoftmax ? softmax(values) : values;
  }

  /**
   * The outputs for images that are ready, in their order: of a layer, or, with an empty name, the probabilities. They are
   * computed as one batch, apart from all others.
   *
   * @param images - at most as many as the largest batch has rows
   */
  async batch(images: readonly Uint8Array[], layer = ''): Promise<Row[]> {
    const rows = await this.#part(layer).network.compute(images, this.#batches.sizes.at(-1) ?? 1);
    if (layer !== '' || !this.#needsSoftmax) return rows;
    return rows.map(({ shape, values }) => ({ shape, values: Float32Array.from(softmax(values)) }));
  }

  /** The output of one layer. */
  async features(layer: string, prepare: Prepare, signal: AbortSignal | undefined): Promise<Row> {
    return await this.#run(layer, prepare, signal);
  }

  /**
   * The name of a layer.
   *
   * @param layer - as the network calls it; `undefined` for the last one before the classes
   * @throws {@link FineTuneError} `ERR_HEAD_NOT_FOUND` when there is none
   */
  layerName(layer: string | undefined): string {
    return this.#layer(layer).name;
  }

  /** Waits until nobody needs the model any more, and lets go of everything. */
  async retire(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.#dispose();
  }

  async #run(name: string, prepare: Prepare, signal: AbortSignal | undefined): Promise<Row> {
    this.#users++;
    try {
      const { batcher } = this.#part(name);
      return await batcher.run(() => prepare(this.recipe), signal);
    } finally {
      this.#users--;
      if (this.#users === 0) this.#idle?.();
    }
  }

  #part(name: string): Part {
    let part = this.#parts.get(name);
    if (part === undefined) {
      part = this.#makePart(name);
      this.#parts.set(name, part);
    }
    return part;
  }

  #makePart(name: string): Part {
    const symbol = this.#output(name);
    const network = new BoundNetwork({
      symbol,
      params: this.#checkpoint,
      device: this.#device,
      imageShape: this.recipe.imageShape,
      normalizer: this.#normalizer,
    });
    const { sizes, maxDelayMs, onBatch } = this.#batches;
    const batcher = new Batcher<Uint8Array, Row>({
      sizes,
      maxDelayMs,
      onBatch,
      compute: (images, size) => network.compute(images, size),
    });
    return { symbol, network, batcher };
  }

  #layer(name: string | undefined): GraphNode {
    if (name === undefined) return findHead(this.#graph).lastKept;
    return headAfter(this.#graph, name.replace(/_output$/, '')).lastKept;
  }

  /** The first output of the network, or that of a layer. */
  #output(layer: string): Symbol {
    const { symbol } = this.#checkpoint;
    if (layer === '') return symbol.output(0);
    using internals = symbol.internals();
    return layerOutput(internals, this.#layer(layer));
  }

  #dispose(): void {
    for (const { network, symbol } of this.#parts.values()) {
      network.dispose();
      symbol.dispose();
    }
    this.#parts.clear();
    this.#checkpoint.dispose();
  }
}
