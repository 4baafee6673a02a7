/** Where values of a recipe come from that nobody has given. */

import { paramsFile } from '../checkpoint/names.js';
import { type Interpolation, loadRecipe, type Recipe, recipeFile } from '../checkpoint/recipe.js';
import { findInCatalogue, type KnownCheckpoint } from '../modelzoo/catalogue.js';
import type { KnownRecipe } from '../modelzoo/catalogue-file.js';

/** Class names, and the file that they come from. */
interface NamesAndSource {
  classNames: readonly string[] | undefined;
  classNamesSource: string;
}

/** What training has saved; without that what the catalogue knows; for the rest what is usual. Notes which it was. */
export class RecipeSources {
  /** In words: what the catalogue knew. */
  readonly catalogued: string[] = [];
  /** In words: what nobody knew. */
  readonly assumed: string[] = [];
  readonly #prefix: string;
  readonly #saved: Recipe | undefined;
  readonly #known: KnownCheckpoint | undefined;

  private constructor(
    prefix: string,
    saved: Recipe | undefined,
    known: KnownCheckpoint | undefined,
  ) {
    this.#prefix = prefix;
    this.#saved = saved;
    this.#known = known;
  }

  /**
   * @param environment - names the cache with the catalogue
   * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`, `ERR_OPTION` when the recipe or the catalogue is damaged
   */
  static async of(
    prefix: string,
    epoch: number,
    environment: NodeJS.ProcessEnv | undefined,
  ): Promise<RecipeSources> {
    const saved = await loadRecipe(prefix);
    const known =
      saved === undefined
        ? await findInCatalogue(paramsFile(prefix, epoch), environment)
        : undefined;
    return new RecipeSources(prefix, saved, known);
  }

  /** A value of the recipe. */
  value<Key extends 'imageShape' | 'rgbMean' | 'rgbStd' | 'resize'>(
    key: Key,
    option: string,
    usual: Recipe[Key],
  ): Recipe[Key] {
    if (this.#saved !== undefined) return this.#saved[key];
    const known = (this.#known as KnownRecipe | undefined)?.[key] as Recipe[Key] | undefined;
    if (known === undefined) {
      this.assumed.push(`${option} ${usual}`);
      return usual;
    }
    this.#note(known === null ? 'images in their own size' : `${option} ${known}`);
    return known;
  }

  /** Only training knows it. */
  get interpolation(): Interpolation | undefined {
    return this.#saved?.interpolation;
  }

  classNames(): NamesAndSource {
    const classNamesSource = recipeFile(this.#prefix);
    if (this.#saved !== undefined) {
      return { classNames: this.#saved.classNames, classNamesSource };
    }
    if (this.#known?.classNames === undefined) {
      this.assumed.push('the numbers of the classes as their names');
      return { classNames: undefined, classNamesSource };
    }
    this.#note('the names of the classes');
    return { classNames: this.#known.classNames, classNamesSource: this.#known.source };
  }

  #note(words: string): void {
    const { name, source } = this.#known as KnownCheckpoint;
    if (this.catalogued.length === 0) this.catalogued.push(`this is ${name}, says ${source}`);
    this.catalogued.push(words);
  }
}
