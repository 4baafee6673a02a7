/** Temporaries. */

interface Temporary {
  dispose(): void;
}

/** Innermost last. A scope is synchronous, so one list serves the whole thread. */
const scopes: Set<Temporary>[] = [];

/**
 * Runs `body` and then disposes every NDArray and Symbol that was made in it, except what it returns: an
 * object, or an array of objects. `body` must be synchronous.
 *
 * @example
 * ```ts
 * const loss = scope(() => invoke('mean', [invoke('square', [difference])[0]])[0]);
 * ```
 */
export function scope<Result>(body: () => Result): Result {
  const created = new Set<Temporary>();
  scopes.push(created);
  try {
    const result = body();
    if (result instanceof Promise) {
      throw new TypeError('the body of a scope must be synchronous, received a promise');
    }
    release(created, result);
    return result;
  } finally {
    scopes.pop();
    for (const temporary of created) temporary.dispose();
  }
}

/** Called by whatever wants to be disposed with the innermost scope. @internal */
export function track(temporary: Temporary): void {
  scopes.at(-1)?.add(temporary);
}

/** Called by an owner that disposes the object itself. @internal */
export function untrack<Item extends Temporary>(temporary: Item): Item {
  for (const created of scopes) created.delete(temporary);
  return temporary;
}

/** Results leave this scope and belong to the one around it. */
function release(created: Set<Temporary>, result: unknown): void {
  const outer = scopes.at(-2);
  for (const item of Array.isArray(result) ? result : [result]) {
    if (created.delete(item as Temporary)) outer?.add(item as Temporary);
  }
}
