/** The base of every public object that owns a native handle. */

import type { NativeHandle } from './contract.js';

/**
 * An object of libmxnet that lives until it is disposed. The garbage collector disposes forgotten
 * objects too, but only when the event loop turns: a loop that creates many must dispose them.
 */
export abstract class NativeOwner<Native extends NativeHandle> implements Disposable {
  /** @internal */
  readonly native: Native;

  /** @internal */
  constructor(native: Native) {
    this.native = native;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.native.closed();
  }

  /** Lets go of the native object. May be called any number of times; other methods then throw. */
  dispose(): void {
    this.native.close();
  }

  [globalThis.Symbol.dispose](): void {
    this.dispose();
  }
}
