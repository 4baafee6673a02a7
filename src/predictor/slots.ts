/** A number of places that are taken and given back, with a queue before them. */

/** Somebody who waits for a place. */
interface Waiter {
  take: () => void;
}

/** Places for which one waits in the order of coming. */
export class Slots {
  readonly size: number;
  #taken = 0;
  readonly #waiting = new Set<Waiter>();
  readonly #emptied: (() => void)[] = [];

  constructor(size: number) {
    this.size = size;
  }

  get free(): number {
    return this.size - this.#taken;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Does `work` in a place of its own.
   *
   * @throws the signal's reason when it fires before there is a place
   */
  async use<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#giveBack();
    }
  }

  async #take(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#taken < this.size) {
      this.#taken++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        take: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.delete(waiter);
        reject(signal?.reason as Error);
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Resolves when nobody is in a place, nor waits for one. */
  async empty(): Promise<void> {
    if (this.#taken === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied.push(resolve);
    });
  }

  /** The place goes straight to whoever waits longest. */
  #giveBack(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken--;
      if (this.#taken === 0) for (const resolve of this.#emptied.splice(0)) resolve();
      return;
    }
    this.#waiting.delete(next);
    next.take();
  }
}
