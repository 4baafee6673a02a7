/** Texts of numbers that come again and again. */

import { pythonFloat } from './python-float.js';

/** More numbers than any training step needs; a schedule that never repeats one must not fill the memory. */
const MOST_TEXTS = 256;

/** {@link pythonFloat} with a memory: a learning rate is written once, not once per parameter. */
export class FloatTexts {
  readonly #texts = new Map<number, string>();

  /** The number as Python writes it. */
  of(value: number): string {
    // A map does not tell -0 from 0.
    if (value === 0) return pythonFloat(value);
    let text = this.#texts.get(value);
    if (text === undefined) {
      if (this.#texts.size >= MOST_TEXTS) this.#texts.clear();
      text = pythonFloat(value);
      this.#texts.set(value, text);
    }
    return text;
  }
}
