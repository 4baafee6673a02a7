/** Who may ask. */

import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares what a request sends with the token, in a time that does not tell how much of it was right. */
export class Authorization {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** @param header - `Authorization` of the request */
  allows(header: string | undefined): boolean {
    const [, token] = /^Bearer (.+)$/i.exec(header ?? '') ?? [];
    return timingSafeEqual(digestOf(token ?? ''), this.#digest) && token !== undefined;
  }
}

/** Both sides have the same length then. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
