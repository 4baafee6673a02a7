/** How long a run may take. */

import { FineTuneError } from '../../errors.js';

const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a length of time: numbers with the units s, m, h and d, the largest first, such as `90m` or `1h30m`.
 *
 * @returns milliseconds
 * @throws {@link FineTuneError} `ERR_OPTION`
 */
export function parseDuration(option: string, text: string): number {
  const [whole, ...parts] =
    /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/.exec(text.trim()) ?? [];
  const numbers = parts.map((part) => Number(part ?? 0));
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers;
  const { d = 0, h = 0, m = 0, s = 0 } = MILLISECONDS;
  const duration = days * d + hours * h + minutes * m + seconds * s;
  if (whole === undefined || !Number.isFinite(duration) || duration <= 0) {
    throw new FineTuneError(
      'ERR_OPTION',
      `${option} must be a length of time above 0 with units, such as 45s, 90m, 2h or 1h30m, received '${text}'`,
    );
  }
  return duration;
}

/** A time that ends. */
export class TimeLimit {
  readonly #text: string;
  readonly #end: number;
  readonly #now: () => number;

  /**
   * Begins at once.
   *
   * @param now - milliseconds
   */
  constructor(text: string, now: () => number = () => performance.now()) {
    this.#text = text;
    this.#now = now;
    this.#end = now() + parseDuration('--max-time', text);
  }

  /** Why to stop, or `undefined`. */
  reached(): string | undefined {
    return this.#now() < this.#end ? undefined : `the time of ${this.#text} is up`;
  }
}
