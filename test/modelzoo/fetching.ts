/** Fetching from a {@link ZooServer} into a cache of the test's own. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fetchModel } from '../../src/modelzoo/fetch-model.js';
import type { CachedModel, ModelZooOptions } from '../../src/modelzoo/options.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { FILES, MODEL, ZooServer } from './zoo-server.js';

/** A cache folder, and what fetching into it says. */
export class Cache {
  readonly folder: string;
  readonly lines: string[] = [];

  constructor(test: TestContext) {
    this.folder = temporaryFolder(test);
  }

  get environment(): NodeJS.ProcessEnv {
    return { MXNET_FINETUNE_CACHE: this.folder };
  }

  get models(): string {
    return join(this.folder, 'models');
  }

  /** Fetches the model, without waiting between attempts. */
  async fetch(
    server: ZooServer | string | undefined,
    options: ModelZooOptions = {},
  ): Promise<CachedModel> {
    const zoo = server instanceof ZooServer ? server : undefined;
    return await fetchModel(MODEL, {
      url: server instanceof ZooServer ? server.url : server,
      environment: this.environment,
      retryDelayMs: 1,
      logger: {
        info: (line) => void this.lines.push(line),
        warning: (line) => void this.lines.push(`warning: ${line}`),
      },
      ...options,
      onProgress: (progress) => {
        options.onProgress?.(progress);
        zoo?.received(progress.received);
      },
    });
  }

  /** Everything in the folder of models, hidden names too. */
  names(): string[] {
    return existsSync(this.models) ? readdirSync(this.models).sort() : [];
  }

  /** Requires a whole model and nothing beside it. */
  assertWhole(params: Buffer = FILES.params): void {
    assert.deepEqual(this.names(), [MODEL]);
    const prefix = join(this.models, MODEL, MODEL);
    assert.deepEqual(readFileSync(`${prefix}-symbol.json`), FILES.symbol);
    assert.deepEqual(readFileSync(`${prefix}-0000.params`), params);
    assert.deepEqual(readdirSync(join(this.models, MODEL)).sort(), [
      `${MODEL}-0000.params`,
      `${MODEL}-symbol.json`,
      'model.json',
    ]);
  }
}
