/** A server for tests. */

import type { TestContext } from 'node:test';
import { Classifier } from '../../src/predictor/classifier.js';
import type { ClassifierOptions } from '../../src/predictor/classifier-options.js';
import { type CreatedServer, createServer } from '../../src/server/create-server.js';
import type { ServerOptions } from '../../src/server/server-options.js';
import { clothesNet } from './classifier-net.js';
import { temporaryFolder } from './temp-dir.js';

/** A server with one model, and what it has logged. */
export interface Served extends CreatedServer {
  classifier: Classifier;
  prefix: string;
  warnings: string[];
}

/** Loads the residual network and puts a server before it; both end with the test. */
export async function served(
  t: TestContext,
  options: Partial<ServerOptions> = {},
  classifierOptions: ClassifierOptions = {},
): Promise<Served> {
  const prefix = await clothesNet(temporaryFolder(t));
  const limits = { maxPixels: 2 ** 22, ...classifierOptions };
  const classifier = await Classifier.load(prefix, limits);
  const warnings: string[] = [];
  const server = await createServer({
    models: new Map([['clothes', classifier]]),
    logger: { info: () => {}, warning: (message) => void warnings.push(message) },
    ...options,
  });
  t.after(async () => {
    await server.app.close();
    await classifier.dispose();
  });
  return { ...server, classifier, prefix, warnings };
}
