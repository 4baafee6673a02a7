/** A network that is bound for batches of a few sizes. */

import { IMAGE_INPUT } from '../checkpoint/mismatch.js';
import { bind, type Executor } from '../executor/executor.js';
import { zeros } from '../ndarray/create.js';
import { bytesPerElement } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import { declaredType } from '../symbol/declared-type.js';
import { inferShape } from '../symbol/infer.js';
import { InferenceNetwork, type NetworkSource } from './inference-network.js';
import type { InputNormalizer } from './input-normalizer.js';

/** What a {@link BoundNetwork} is made of: a symbol with one output. None of it belongs to the network. */
export interface NetworkParts extends NetworkSource {
  normalizer: InputNormalizer;
}

/** What the network has computed for one image. */
export interface Row {
  /** Without the axis of the images. */
  shape: readonly number[];
  values: Float32Array;
}

/** One size of a batch. */
interface Binding {
  executor: Executor;
  input: NDArray;
  /** Labels, which only take a place. */
  labels: readonly NDArray[];
}

/** Executors of one network that share its parameters, each for a batch of its own size. One computation at a time. */
export class BoundNetwork {
  readonly #parts: NetworkParts;
  #network: InferenceNetwork | undefined;
  readonly #bindings = new Map<number, Binding>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** Bytes of the batches that are bound; without the parameters. */
  get bytes(): number {
    let bytes = 0;
    for (const { input, labels, executor } of this.#bindings.values()) {
      for (const array of [input, ...labels, ...executor.outputs]) {
        bytes += array.size * bytesPerElement(array.dtype);
      }
    }
    return bytes;
  }

  /**
   * Computes a batch, in parts where that is faster.
   *
   * @param images - pixels as {@link cutOut} gives them
   * @param size - rows of the batch; those without an image are left out
   */
  async compute(images: readonly Uint8Array[], size: number): Promise<Row[]> {
    const { rows, binding } = await this.#bound(size);
    const results: Row[] = [];
    for (let first = 0; first < images.length; first += rows) {
      results.push(...(await this.#computePart(images.slice(first, first + rows), rows, binding)));
    }
    return results;
  }

  /** Makes everything ready for batches of a size. */
  async bind(size: number): Promise<void> {
    await this.#bound(size);
  }

  dispose(): void {
    for (const { executor, input, labels } of this.#bindings.values()) {
      executor.dispose();
      for (const array of [input, ...labels]) array.dispose();
    }
    this.#bindings.clear();
    this.#network?.dispose();
  }

  async #computePart(
    images: readonly Uint8Array[],
    rows: number,
    { executor, input }: Binding,
  ): Promise<Row[]> {
    this.#parts.normalizer.into(input, images);
    executor.forward(false);
    const [output] = executor.outputs;
    if (output === undefined) throw new TypeError('the network has no output');
    const values = await floats(output);
    const shape = output.shape.slice(1);
    const width = values.length / rows;
    return images.map((_, i) => ({ shape, values: values.subarray(i * width, (i + 1) * width) }));
  }

  /** The binding for the parts of a batch, and how many rows they have. */
  async #bound(size: number): Promise<{ rows: number; binding: Binding }> {
    this.#network ??= await InferenceNetwork.of(this.#parts);
    const rows = this.#network.rows(size);
    let binding = this.#bindings.get(rows);
    if (binding === undefined) {
      binding = await this.#bindRows(this.#network, rows);
      this.#bindings.set(rows, binding);
    }
    return { rows, binding };
  }

  async #bindRows({ symbol, params }: InferenceNetwork, rows: number): Promise<Binding> {
    const { device } = this.#parts;
    const inputs = await this.#inputs(rows);
    try {
      const executor = await bind(symbol, {
        device,
        arguments: new Map([...params.argParams, ...inputs]),
        auxiliaryStates: params.auxParams,
      });
      const { [IMAGE_INPUT]: input, ...labels } = Object.fromEntries(inputs);
      if (input === undefined) throw new TypeError('the network has no images');
      // Its zeros are queued, and images are written without waiting.
      await input.waitToRead();
      return { executor, input, labels: Object.values(labels) };
    } catch (error) {
      for (const array of inputs.values()) array.dispose();
      throw error;
    }
  }

  /** Images and labels. */
  async #inputs(rows: number): Promise<Map<string, NDArray>> {
    const { symbol, params, device, imageShape } = this.#parts;
    const shapes = await inferShape(symbol, { [IMAGE_INPUT]: [rows, ...imageShape] });
    const attributes = symbol.attributes();
    const inputs = new Map<string, NDArray>();
    for (const [name, shape] of shapes.arguments) {
      if (params.argParams.has(name)) continue;
      const dtype = declaredType(attributes, name) ?? 'float32';
      inputs.set(name, zeros(shape, { device, dtype }));
    }
    return inputs;
  }
}

async function floats(output: NDArray): Promise<Float32Array> {
  if (output.dtype === 'float32') return await output.data<Float32Array>();
  using converted = invokeOne('Cast', [output], { dtype: 'float32' });
  return await converted.data<Float32Array>();
}
