/** Owning what is not there yet. */

/** Disposes what a promise gives, if it gives something. */
export function disposedLater(opening: Promise<Disposable>): AsyncDisposable {
  // Whoever waits for it is told.
  const opened = opening.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      (await opened)?.[Symbol.dispose]();
    },
  };
}
