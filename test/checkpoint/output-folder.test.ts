import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { OutputFolder } from '../../src/checkpoint/output-folder.js';
import { thisProcess } from '../../src/files/process-identity.js';
import { takeoverName } from '../../src/files/temporary-name.js';
import { folderContents } from '../support/folder-contents.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('what a process has left that was killed while it took a lock over is removed', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const ended = { ...thisProcess(), pid };
  const right = takeoverName(`${prefix}.lock`, ended, 'a lock');
  const unfinished = takeoverName(right, ended, 'the right to take it over');
  writeFileSync(unfinished, 'half');
  using output = await OutputFolder.prepare(prefix);
  assert.deepEqual(
    output.removed.map((file) => basename(file)),
    [basename(unfinished)],
  );
});

test('a prefix that leaves no room for the names of its files is refused before anything is written', async (t) => {
  const folder = temporaryFolder(t);
  // Names have 255 bytes: 200, the longest ending, and what an unfinished file has besides, are more.
  await assert.rejects(OutputFolder.prepare(join(folder, 'n'.repeat(200))), {
    code: 'ERR_OUTPUT',
    message: /its name is too long\. .*choose another --model-prefix/,
  });
  assert.deepEqual(folderContents(folder), {});
});
