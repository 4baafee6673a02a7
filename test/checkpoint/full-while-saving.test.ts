import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { listEpochs } from '../../src/checkpoint/names.js';
import { resolveEpoch } from '../../src/checkpoint/resolve-epoch.js';
import { folderContents } from '../support/folder-contents.js';
import { runProcess } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

/** Has room for a certain number of calls more, once the second checkpoint is begun. */
const FULL = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
let left = Number(process.env.FULL_AT);
let isSecond = false;
for (const name of ['rename', 'symlink', 'open']) {
  const call = fs[name];
  fs[name] = (path, ...more) => {
    const file = [path, ...more].join();
    isSecond ||= file.includes('0002.params');
    if (isSecond && file.includes('.tmp') && left-- === 0) {
      const error = new Error('ENOSPC: no space left on device, ' + name);
      return Promise.reject(Object.assign(error, { code: 'ENOSPC', syscall: name }));
    }
    return call(path, ...more);
  };
}
syncBuiltinESMExports();
`;

test('a disk that is full at any call of a save ends the run with 5, and nothing is lost or left', async (t) => {
  const folder = temporaryFolder(t);
  const train = writeRecords(folder, 'train.rec', tinyRecords(16));
  for (let at = 0; at < 6; at++) {
    const prefix = join(folder, `out${at}`, 'net');
    const argv = tinyRunArguments(train, '--model-prefix', prefix, '--num-epochs', '3');
    const { code, stderr } = await runProcess(argv, {
      env: {
        FULL_AT: String(at),
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FULL)}`,
      },
    });
    assert.equal(code, 5, `call ${at}: ${stderr}`);
    assert.match(stderr, /cannot write .*disk is (not )?full.*--model-prefix/);
    const epochs = await listEpochs(prefix);
    assert.ok(epochs.includes(1));
    for (const epoch of epochs) (await loadCheckpoint(prefix, epoch)).dispose();
    assert.ok(epochs.includes(await resolveEpoch(prefix, 'last')));
    const names = Object.keys(folderContents(join(folder, `out${at}`)));
    assert.deepEqual(
      names.filter((name) => /tmp$|lock$/.test(name)),
      [],
    );
  }
});
