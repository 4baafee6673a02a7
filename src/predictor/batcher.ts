/** Images of concurrent calls, computed together. */

import { chooseBatch } from './batch-sizes.js';

/** How batches are made. */
export interface BatcherOptions<Image, Result> {
  /** Sizes of batches, in ascending order. */
  sizes: readonly number[];
  /** How long an image that is ready waits for those that are about to come. */
  maxDelayMs: number;
  /** Computes up to `size` images; one result for each. */
  compute: (images: readonly Image[], size: number) => Promise<readonly Result[]>;
  onBatch: (images: number) => void;
}

/** An image that is ready. */
interface Waiting<Image, Result> {
  image: Image;
  since: number;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

/**
 * Gathers images into batches: whatever has come while the last batch was computed goes into the next one. An image that
 * is alone is computed at once; when others are known to be on their way, it waits for them a little.
 */
export class Batcher<Image, Result> {
  readonly #options: BatcherOptions<Image, Result>;
  readonly #largest: number;
  readonly #ready = new Set<Waiting<Image, Result>>();
  #coming = 0;
  #computing = 0;
  #running = false;
  #wake: (() => void) | undefined;

  constructor(options: BatcherOptions<Image, Result>) {
    this.#options = options;
    this.#largest = options.sizes.at(-1) ?? 1;
  }

  /** Images that are ready and wait. */
  get ready(): number {
    return this.#ready.size;
  }

  /** Images of the batch that is being computed. */
  get computing(): number {
    return this.#computing;
  }

  /**
   * Makes an image ready, and computes it.
   *
   * @throws the signal's reason when it fires before there is a result, which then is dropped
   */
  async run(prepare: () => Promise<Image>, signal: AbortSignal | undefined): Promise<Result> {
    this.#coming++;
    let image: Image;
    try {
      image = await prepare();
      signal?.throwIfAborted();
    } finally {
      this.#coming--;
      this.#wake?.();
    }
    return await new Promise<Result>((resolve, reject) => {
      const leave = () => {
        this.#ready.delete(waiting);
        reject(signal?.reason);
      };
      const stay = () => signal?.removeEventListener('abort', leave);
      const waiting: Waiting<Image, Result> = {
        image,
        since: performance.now(),
        resolve: (result) => {
          stay();
          resolve(result);
        },
        reject: (reason) => {
          stay();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#ready.add(waiting);
      this.#wake?.();
      if (!this.#running) void this.#work();
    });
  }

  /** Never rejects: whatever fails is told to those whose images it was. */
  async #work(): Promise<void> {
    this.#running = true;
    while (this.#ready.size > 0) {
      await this.#othersOrTime();
      const size = chooseBatch(this.#ready.size, this.#options.sizes);
      const batch = [...this.#ready].slice(0, size);
      // Everybody may have gone meanwhile.
      if (batch.length > 0) await this.#compute(batch, size);
    }
    this.#running = false;
  }

  async #compute(batch: readonly Waiting<Image, Result>[], size: number): Promise<void> {
    for (const waiting of batch) this.#ready.delete(waiting);
    this.#computing = batch.length;
    try {
      const images = batch.map(({ image }) => image);
      const results = await this.#options.compute(images, size);
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as Result);
      this.#options.onBatch(batch.length);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#computing = 0;
    }
  }

  /** Waits until the batch is full, nobody else is on the way, or the oldest image has waited long enough. */
  async #othersOrTime(): Promise<void> {
    const [oldest] = this.#ready;
    const left = (oldest?.since ?? 0) + this.#options.maxDelayMs - performance.now();
    if (left <= 0 || this.#isComplete()) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, left);
      this.#wake = () => {
        if (this.#isComplete()) end();
      };
    });
  }

  #isComplete(): boolean {
    return this.#coming === 0 || this.#ready.size >= this.#largest;
  }
}
