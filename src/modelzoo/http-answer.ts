/** What a server's answer means for a download. */

import { FineTuneError } from '../errors.js';
import { TemporaryFailure } from './connection-failure.js';

/** The body begins at this byte of the file. */
export interface Delivery {
  offset: number;
  /** Bytes of the whole file, if the server says so. */
  total: number | undefined;
  /** With what the same file can be asked for again. */
  validator: string | undefined;
}

/** It may be otherwise next time. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** There is no such file; some servers say so with 403. */
const MISSING: ReadonlySet<number> = new Set([403, 404, 410]);

/**
 * Reads status and headers of an answer.
 *
 * @param asked - from which byte on the file was asked for
 * @returns `undefined` when what is delivered does not go on with what is there
 * @throws {@link TemporaryFailure} when it is worth another attempt
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_DOWNLOAD`
 */
export function readAnswer(response: Response, url: URL, asked: number): Delivery | undefined {
  const { status, headers } = response;
  if (status === 416 && asked > 0) return noRest(headers, asked);
  if (status === 200) {
    // A compressed body is as long as its header says before it is unpacked.
    const packed = headers.has('content-encoding');
    const total = packed ? undefined : wholeNumber(headers.get('content-length'));
    return { offset: 0, total, validator: packed ? undefined : validatorOf(headers) };
  }
  if (status === 206) return partialDelivery(headers, asked);
  if (TEMPORARY.has(status)) throw new TemporaryFailure(`the server answers ${statusOf(response)}`);
  if (MISSING.has(status)) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_NOT_FOUND',
      `there is no ${url.href}: the server answers ${statusOf(response)}. Check the base address (--modelzoo-url)`,
    );
  }
  throw new FineTuneError(
    'ERR_DOWNLOAD',
    `${url.href} cannot be fetched: the server answers ${statusOf(response)}`,
  );
}

/** There is nothing behind what is there: it is the whole file, or more than that. */
function noRest(headers: Headers, asked: number): Delivery | undefined {
  const [, total] = headers.get('content-range')?.match(/^bytes \*\/(\d+)$/) ?? [];
  return Number(total) === asked
    ? { offset: asked, total: asked, validator: undefined }
    : undefined;
}

function partialDelivery(headers: Headers, asked: number): Delivery | undefined {
  const range = headers.get('content-range') ?? '';
  const [, first, total] = range.match(/^bytes (\d+)-\d+\/(\d+|\*)$/) ?? [];
  if (Number(first) !== asked) return undefined;
  return { offset: asked, total: wholeNumber(total ?? null), validator: validatorOf(headers) };
}

/** A weak ETag promises the same meaning, not the same bytes. */
function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  if (etag !== null && /^".*"$/.test(etag)) return etag;
  return headers.get('last-modified') ?? undefined;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

function statusOf({ status, statusText }: Response): string {
  return `${status}${statusText === '' ? '' : ` ${statusText}`}`;
}
