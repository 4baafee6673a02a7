/** A connection that delivers nothing for a while counts as broken. */

import { connectionFailure, TemporaryFailure } from './connection-failure.js';

/** Watches the waits of one connection. */
export class StallGuard implements Disposable {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #outer: AbortSignal | undefined;
  readonly #stop = () => this.#controller.abort(this.#outer?.reason);

  /** @param outer - ends the connection too */
  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#outer = outer;
    outer?.addEventListener('abort', this.#stop);
    if (outer?.aborted) this.#stop();
  }

  /** To be given to the connection. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Waits for the connection.
   *
   * @throws {@link TemporaryFailure} when it breaks, or says nothing in time; {@link LastingFailure} when it always will
   */
  async watch<Result>(wait: () => Promise<Result>): Promise<Result> {
    const stalled = new TemporaryFailure(`nothing arrived for ${this.#timeoutMs / 1000} seconds`);
    const timer = setTimeout(() => this.#controller.abort(stalled), this.#timeoutMs);
    try {
      return await wait();
    } catch (error) {
      if (this.#outer?.aborted) throw this.#outer.reason;
      throw error === stalled ? stalled : connectionFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#outer?.removeEventListener('abort', this.#stop);
    // Ends a connection that nobody reads any more.
    this.#controller.abort();
  }
}
