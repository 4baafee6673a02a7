/** Which numbers are the largest, decided among equal ones as numpy decides it. */

/** Below this place numpy looks for the smallest numbers one by one. */
const FEW = 3;
/** So many numbers of a part are needed for a median of medians. */
const GROUP = 5;

/**
 * The indices of the `count` largest numbers, in no order. Of equal numbers those are taken that `numpy.argpartition` up to 1.24
 * would put there: the outcome of its introselect algorithm, which is repeated here step by step.
 */
export function largestIndices(values: Float32Array, count: number): Uint32Array {
  const order = Uint32Array.from(values.keys());
  new Selection(values, order).select(0, values.length, values.length - count);
  return order.subarray(values.length - count);
}

/** Numbers that are none go behind all others. */
function less(left: number, right: number): boolean {
  return left < right || (Number.isNaN(right) && !Number.isNaN(left));
}

/** Indices that are being brought into order. Places are counted from the beginning of the part that is looked at. */
class Selection {
  readonly #values: Float32Array;
  readonly #order: Uint32Array;

  constructor(values: Float32Array, order: Uint32Array) {
    this.#values = values;
    this.#order = order;
  }

  /** Brings the number that belongs to a place there, smaller ones before it and larger ones behind it. */
  select(base: number, count: number, place: number): void {
    if (place < FEW) {
      this.#takeSmallest(base, count, place);
      return;
    }
    if (place === count - 1) {
      this.#takeLargest(base, count);
      return;
    }
    let low = base;
    let high = base + count - 1;
    const target = base + place;
    let patience = 2 * Math.floor(Math.log2(count));
    while (low + 1 < high) {
      const [left, right] = this.#divide(low, high, patience > 0);
      patience--;
      this.#swap(low, right);
      if (right >= target) high = right - 1;
      if (right <= target) low = left;
    }
    if (high === low + 1 && this.#less(high, low)) this.#swap(high, low);
  }

  #takeSmallest(base: number, count: number, last: number): void {
    for (let i = base; i <= base + last; i++) {
      let smallest = i;
      for (let k = i + 1; k < base + count; k++) if (this.#less(k, smallest)) smallest = k;
      this.#swap(i, smallest);
    }
  }

  /** Of equal numbers the last one. */
  #takeLargest(base: number, count: number): void {
    let largest = base;
    for (let k = base + 1; k < base + count; k++) if (!this.#less(k, largest)) largest = k;
    this.#swap(base + count - 1, largest);
  }

  /** Chooses a pivot, puts it first, and divides the rest into what is smaller and what is larger. */
  #divide(low: number, high: number, impatient: boolean): [left: number, right: number] {
    if (impatient || high - low - 1 < GROUP) {
      this.#medianOfThree(low, low + Math.floor((high - low) / 2), high);
      return this.#partition(low, low + 1, high);
    }
    const begin = low + 1;
    this.#swap(begin + this.#medianOfMedians(begin, high - begin), low);
    return this.#partition(low, begin - 1, high + 1);
  }

  #partition(pivotPlace: number, before: number, behind: number): [left: number, right: number] {
    const pivot = this.#at(pivotPlace);
    let left = before;
    let right = behind;
    for (;;) {
      do left++;
      while (less(this.#at(left), pivot));
      do right--;
      while (less(pivot, this.#at(right)));
      if (right < left) return [left, right];
      this.#swap(left, right);
    }
  }

  /** The median of three comes to the first place and the smallest behind it. */
  #medianOfThree(low: number, middle: number, high: number): void {
    if (this.#less(high, middle)) this.#swap(high, middle);
    if (this.#less(high, low)) this.#swap(high, low);
    if (this.#less(low, middle)) this.#swap(low, middle);
    this.#swap(middle, low + 1);
  }

  /** The place of a number that is larger than three tenths of all and smaller than three tenths. */
  #medianOfMedians(base: number, count: number): number {
    const groups = Math.floor(count / GROUP);
    for (let i = 0; i < groups; i++) {
      const begin = base + i * GROUP;
      this.#swap(begin + this.#medianOfFive(begin), base + i);
    }
    if (groups > 2) this.select(base, groups, Math.floor(groups / 2));
    return Math.floor(groups / 2);
  }

  #medianOfFive(base: number): number {
    for (const [later, earlier] of [
      [1, 0],
      [4, 3],
      [3, 0],
      [4, 1],
      [2, 1],
    ] as const) {
      if (this.#less(base + later, base + earlier)) this.#swap(base + later, base + earlier);
    }
    if (!this.#less(base + 3, base + 2)) return 2;
    return this.#less(base + 3, base + 1) ? 1 : 3;
  }

  #at(place: number): number {
    return this.#values[this.#order[place] as number] as number;
  }

  #less(left: number, right: number): boolean {
    return less(this.#at(left), this.#at(right));
  }

  #swap(left: number, right: number): void {
    const kept = this.#order[left] as number;
    this.#order[left] = this.#order[right] as number;
    this.#order[right] = kept;
  }
}
