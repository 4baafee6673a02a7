/** Fetches a model, and tells its prefix. */

import { fetchModel } from '../../../src/index.js';
import { MODEL } from '../zoo-server.js';

const { prefix } = await fetchModel(MODEL, {
  onProgress: ({ received }) => process.send?.(received),
});
process.stdout.write(prefix);
process.disconnect?.();
