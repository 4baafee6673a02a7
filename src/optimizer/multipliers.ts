/** Factors for single parameters. */

import type { NodeAttributes } from '../symbol/symbol.js';

/** How a parameter is called: by name, or by number where several devices each have a copy of their own. */
export type ParameterKey = string | number;

/** Factors by parameter name: those that the network and the names give, and above them those that were set. */
export class Multipliers {
  readonly #names: ReadonlyMap<ParameterKey, string>;
  readonly #given = new Map<string, number>();
  #set: ReadonlyMap<string, number> = new Map();

  /** @param names - the name of each parameter that is called by number */
  constructor(names: ReadonlyMap<ParameterKey, string>) {
    this.#names = names;
  }

  /** Gives a factor that {@link Multipliers.set} does not take back. */
  give(name: string, multiplier: number): void {
    this.#given.set(name, multiplier);
  }

  /**
   * Gives the factors that an attribute of the network's variables names.
   *
   * @throws RangeError for an attribute that is no number
   */
  giveAttribute(attributes: NodeAttributes, attribute: string): void {
    for (const [name, own] of attributes) {
      const text = own.get(attribute);
      if (text === undefined) continue;
      const multiplier = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isNaN(multiplier)) {
        throw new RangeError(`\`${attribute}\` of ${name} must be a number, received ${text}`);
      }
      this.#given.set(name, multiplier);
    }
  }

  /** Sets factors by name. Those of an earlier call are forgotten, as in MXNet. */
  set(multipliers: ReadonlyMap<string, number>): void {
    this.#set = new Map(multipliers);
  }

  /** The factor of a parameter; 1 if there is none. */
  of(key: ParameterKey): number {
    const name = this.#names.get(key);
    const direct = typeof key === 'string' ? this.#named(key) : undefined;
    return direct ?? (name === undefined ? undefined : this.#named(name)) ?? 1;
  }

  #named(name: string): number | undefined {
    return this.#set.get(name) ?? this.#given.get(name);
  }
}
