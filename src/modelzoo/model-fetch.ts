/** Bringing one model from a source into the cache. */

import { join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { removeAbandoned } from '../files/staging.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { type CheckedFile, checkFile } from './check-file.js';
import type { Checksums } from './checksums.js';
import { keepModel } from './keep-model.js';
import { modelFiles } from './model-folder.js';
import type { ZooModel } from './names.js';
import type { ModelZooOptions } from './options.js';
import { type PartialFile, writing } from './partial-file.js';
import type { ModelSource } from './source.js';
import { takeWorkspace } from './workspace.js';

type Kind = 'symbol' | 'params';

/** One model that is being fetched. */
export class ModelFetch {
  readonly #models: string;
  readonly #model: ZooModel;
  readonly #source: ModelSource;
  readonly #options: ModelZooOptions;
  readonly #logger: Logger;

  constructor(models: string, model: ZooModel, source: ModelSource, options: ModelZooOptions) {
    this.#models = models;
    this.#model = model;
    this.#source = source;
    this.#options = options;
    this.#logger = options.logger ?? SILENT;
  }

  /**
   * Fetches the files, looks at them, and gives them their place.
   *
   * @param given - the user's own checksums; else those beside the models are used
   */
  async run(given: Checksums | undefined): Promise<void> {
    const workspace = await writing(this.#models, () =>
      takeWorkspace(this.#models, this.#model.name),
    );
    try {
      await removeAbandoned(join(this.#models, this.#model.name));
      await this.#fill(workspace.folder, given);
    } catch (error) {
      await workspace.leave();
      throw error;
    }
    // Another process may have been faster; then this copy is still here.
    await workspace.remove();
  }

  async #fill(folder: string, given: Checksums | undefined): Promise<void> {
    const { name, symbol, params } = this.#model;
    const files = modelFiles(name);
    // The small one first: it tells soon when the address is wrong.
    const network = await this.#fetch('symbol', join(folder, files.symbol));
    const checksums = given ?? (await this.#source.checksums(folder, this.#downloading(symbol)));
    const checkedNetwork = await this.#check('symbol', network, checksums, given !== undefined);
    const values = await this.#fetch('params', join(folder, files.params));
    const checkedValues = await this.#check('params', values, checksums, given !== undefined);
    const verified = checksums.has(symbol) && checksums.has(params);
    await keepModel(this.#models, folder, {
      name,
      source: this.#source.addressOf(params),
      files: { [files.symbol]: checkedNetwork, [files.params]: checkedValues },
      verified,
    });
    const how = verified ? ', with the checksums that are known' : '';
    this.#logger.info(`${name} is in ${join(this.#models, name)}${how}`);
  }

  async #fetch(kind: Kind, target: string): Promise<PartialFile> {
    const path = this.#model[kind];
    this.#logger.info(`fetching ${this.#source.addressOf(path)}`);
    return await this.#source.fetch(path, target, this.#downloading(path));
  }

  async #check(
    kind: Kind,
    file: PartialFile,
    checksums: Checksums,
    mustBeKnown: boolean,
  ): Promise<CheckedFile> {
    const path = this.#model[kind];
    const sha256 = checksums.get(path);
    try {
      if (mustBeKnown && sha256 === undefined) throw unknownChecksum(path);
      const source = this.#source.addressOf(path);
      const checked = await checkFile(file.path, { kind, source, sha256 });
      await file.complete();
      return checked;
    } catch (error) {
      // What is wrong is nothing to go on with.
      await file.discard();
      throw error;
    }
  }

  #downloading(path: string): Parameters<ModelSource['fetch']>[2] {
    const { signal, timeoutMs, retryDelayMs, onProgress } = this.#options;
    const source = this.#source.addressOf(path);
    return {
      signal,
      timeoutMs,
      retryDelayMs,
      onProgress: (received, total) => onProgress?.({ source, received, total }),
      onRetry: (reason) => this.#logger.warning(`${source}: ${reason}; trying again`),
    };
  }
}

/** The error for a model without a checksum, when checksums are given. */
export function unknownChecksum(path: string): FineTuneError {
  return new FineTuneError(
    'ERR_CHECKPOINT_FORMAT',
    `the list of --modelzoo-checksums has no line for ${path}. Add it, or leave --modelzoo-checksums out`,
  );
}
