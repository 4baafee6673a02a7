import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireEpoch } from '../../src/checkpoint/load.js';
import { epochText, listEpochs, paramsFile, symbolFile } from '../../src/checkpoint/names.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('files are named as MXNet names them', () => {
  assert.equal(symbolFile('out/net'), 'out/net-symbol.json');
  assert.equal(paramsFile('out/net', 7), 'out/net-0007.params');
  assert.equal(paramsFile('net', 12345), 'net-12345.params');
  assert.equal(epochText(0), '0000');
});

test('the epochs of a prefix are those that MXNet could have written', async (t) => {
  const folder = temporaryFolder(t);
  const names = [
    'net-0010.params',
    'net-0002.params',
    'net-12345.params',
    // None of these is an epoch of this prefix.
    'net-00003.params',
    'net-4.params',
    'net-0005.params.tmp',
    'net-0006.states',
    'net-a-0007.params',
    'other-0008.params',
    '.net-0009.params',
    'net-0011.PARAMS',
    '-0012.params',
  ];
  for (const name of names) writeFileSync(join(folder, name), '');
  assert.deepEqual(await listEpochs(join(folder, 'net')), [2, 10, 12345]);
  assert.deepEqual(await listEpochs(join(folder, 'net-a')), [7]);
  assert.deepEqual(await listEpochs(`${folder}/`), [12], 'a prefix may be a folder');
  assert.deepEqual(await listEpochs(join(folder, 'missing', 'net')), []);
});

test('a missing epoch is answered with those that there are', async (t) => {
  const prefix = join(temporaryFolder(t), 'net');
  await assert.rejects(requireEpoch(prefix, 3), {
    code: 'ERR_CHECKPOINT_NOT_FOUND',
    message: /net-0003\.params, nor for any other epoch/,
  });
  for (const epoch of [1, 20]) writeFileSync(paramsFile(prefix, epoch), '');
  await requireEpoch(prefix, 20);
  await assert.rejects(requireEpoch(prefix, 3), /net-0003\.params, but for 1, 20/);
});
