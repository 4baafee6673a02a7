/** Python's `random` as far as it shuffles: MT19937, seeded and drawn from as CPython does it. */

const LENGTH = 624;
const SHIFT = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;
const TWIST = 0x9908b0df;

/** `random.Random(seed)`. */
export class PythonRandom {
  readonly #state: Uint32Array = new Uint32Array(LENGTH);
  #position = LENGTH;

  /** @param seed - a whole number; its sign does not matter, as in Python */
  constructor(seed: number) {
    const magnitude = Math.abs(seed);
    const high = Math.floor(magnitude / 2 ** 32);
    this.#seed(high === 0 ? [magnitude] : [magnitude % 2 ** 32, high]);
  }

  /** A whole number from 0 to `limit` - 1; `limit` is below 2³². */
  below(limit: number): number {
    const unused = Math.clz32(limit);
    for (;;) {
      const drawn = this.#next() >>> unused;
      if (drawn < limit) return drawn;
    }
  }

  /** `random.shuffle(items)`. */
  shuffle(items: unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
  }

  /** `init_by_array` of the generator's authors. */
  #seed(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < LENGTH; i++) state[i] = Math.imul(1812433253, this.#mixed(i - 1)) + i;
    let i = 1;
    const step = () => {
      if (++i < LENGTH) return;
      state[0] = state[LENGTH - 1] as number;
      i = 1;
    };
    for (let k = 0; k < LENGTH; k++) {
      const j = k % key.length;
      const mixed = Math.imul(this.#mixed(i - 1), 1664525);
      state[i] = ((state[i] as number) ^ mixed) + (key[j] as number) + j;
      step();
    }
    for (let k = 1; k < LENGTH; k++) {
      state[i] = ((state[i] as number) ^ Math.imul(this.#mixed(i - 1), 1566083941)) - i;
      step();
    }
    state[0] = UPPER;
  }

  #mixed(i: number): number {
    const word = this.#state[i] as number;
    return word ^ (word >>> 30);
  }

  #next(): number {
    if (this.#position >= LENGTH) this.#generate();
    let word = this.#state[this.#position++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #generate(): void {
    const state = this.#state;
    for (let i = 0; i < LENGTH; i++) {
      const word = ((state[i] as number) & UPPER) | ((state[(i + 1) % LENGTH] as number) & LOWER);
      const twisted = (word >>> 1) ^ ((word & 1) * TWIST);
      state[i] = (state[(i + SHIFT) % LENGTH] as number) ^ twisted;
    }
    this.#position = 0;
  }
}
