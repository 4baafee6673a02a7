/** A worker that makes every call of the contract, once or until it is terminated, and posts the name of each. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { call, NATIVE_CALLS, titleOf } from '../../support/native-calls.js';
import { closeObjects, makeObjects } from '../../support/native-objects.js';

const { folder, forever, close } = workerData as {
  folder: string;
  forever: boolean;
  close: boolean;
};

do {
  const own = mkdtempSync(join(folder, 'worker-'));
  for (const entry of NATIVE_CALLS) {
    const receiver = await makeObjects(own);
    const given = await makeObjects(own);
    await call(entry, receiver, entry.arguments(given, own));
    if (close) {
      closeObjects(receiver);
      closeObjects(given);
    }
    parentPort?.postMessage(titleOf(entry));
  }
} while (forever);
