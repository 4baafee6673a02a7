/** Who may ask. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { FineTuneError } from '../errors.js';

/** What a header can hold, without the spaces around it, which get lost. */
const SENDABLE = /^[!-~]([ -~]*[!-~])?$/;

/**
 * Refuses a token that no request could send.
 *
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function checkToken(token: string): void {
  if (token === '') throw new FineTuneError('ERR_OPTION', 'the token is empty');
  if (SENDABLE.test(token)) return;
  throw new FineTuneError(
    'ERR_OPTION',
    'the token must be one line of printable ASCII characters without spaces around them: nothing else can be sent as one',
  );
}

/** Compares what a request sends with the token, in a time that does not tell how much of it was right. */
export class Authorization {
  readonly #digest: Buffer;

  /** @throws {@link FineTuneError} `ERR_OPTION` for a token that no request could send */
  constructor(token: string) {
    checkToken(token);
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
