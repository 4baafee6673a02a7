/** A network that is bound for batches of a few sizes. */

import type { SplitParams } from '../checkpoint/load.js';
import { IMAGE_INPUT } from '../checkpoint/mismatch.js';
import { bind, type Executor } from '../executor/executor.js';
import { zeros } from '../ndarray/create.js';
import { bytesPerElement, dtypeFromCode } from '../ndarray/dtype.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeOne } from '../operators/invoke.js';
import type { Device } from '../runtime/device.js';
import { inferShape } from '../symbol/infer.js';
import type { Symbol } from '../symbol/symbol.js';
import type { InputNormalizer } from './input-normalizer.js';

/** What a {@link BoundNetwork} is made of. None of it belongs to the network. */
export interface NetworkParts {
  /** A symbol with one output. */
  symbol: Symbol;
  /** On the device. */
  params: SplitParams;
  device: Device;
  imageShape: readonly [channels: number, height: number, width: number];
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
  /** Memory that is used again. */
  pixels: Uint8Array;
}

/** Executors of one network that share its parameters, each for a batch of its own size. One computation at a time. */
export class BoundNetwork {
  readonly #parts: NetworkParts;
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
   * Computes a batch.
   *
   * @param images - pixels as {@link cutOut} gives them
   * @param size - rows of the batch; those without an image are computed and left out
   */
  async compute(images: readonly Uint8Array[], size: number): Promise<Row[]> {
    const { executor, input, pixels } = this.#bindings.get(size) ?? (await this.bind(size));
    const length = pixels.length / size;
    for (const [i, image] of images.entries()) pixels.set(image, i * length);
    this.#parts.normalizer.into(input, pixels);
    executor.forward(false);
    const [output] = executor.outputs;
    if (output === undefined) throw new TypeError('the network has no output');
    using result = invokeOne('Cast', [output], { dtype: 'float32' });
    const values = await result.data<Float32Array>();
    const shape = output.shape.slice(1);
    const width = values.length / size;
    return images.map((_, i) => ({ shape, values: values.subarray(i * width, (i + 1) * width) }));
  }

  /** Makes everything ready for batches of a size. */
  async bind(size: number): Promise<Binding> {
    const { symbol, params, device } = this.#parts;
    const inputs = await this.#inputs(size);
    try {
      const executor = await bind(symbol, {
        device,
        arguments: new Map([...params.argParams, ...inputs]),
        auxiliaryStates: params.auxParams,
      });
      const { [IMAGE_INPUT]: input, ...labels } = Object.fromEntries(inputs);
      if (input === undefined) throw new TypeError('the network has no images');
      const pixels = new Uint8Array(input.size);
      const binding = { executor, input, labels: Object.values(labels), pixels };
      this.#bindings.set(size, binding);
      return binding;
    } catch (error) {
      for (const array of inputs.values()) array.dispose();
      throw error;
    }
  }

  /** Images and labels. */
  async #inputs(size: number): Promise<Map<string, NDArray>> {
    const { symbol, params, device, imageShape } = this.#parts;
    const shapes = await inferShape(symbol, { [IMAGE_INPUT]: [size, ...imageShape] });
    const attributes = symbol.attributes();
    const inputs = new Map<string, NDArray>();
    for (const [name, shape] of shapes.arguments) {
      if (params.argParams.has(name)) continue;
      const code = Number(attributes.get(name)?.get('__dtype__') ?? -1);
      const dtype = code === -1 ? 'float32' : dtypeFromCode(code);
      inputs.set(name, zeros(shape, { device, dtype }));
    }
    return inputs;
  }

  dispose(): void {
    for (const { executor, input, labels } of this.#bindings.values()) {
      executor.dispose();
      for (const array of [input, ...labels]) array.dispose();
    }
    this.#bindings.clear();
  }
}
