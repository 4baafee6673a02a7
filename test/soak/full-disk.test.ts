import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { listEpochs } from '../../src/checkpoint/names.js';
import { resolveEpoch } from '../../src/checkpoint/resolve-epoch.js';
import { folderContents } from '../support/folder-contents.js';
import { compiledTest } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

/** Mounts a small file system where only this process sees it, runs the command, and copies what it has left. */
const SCRIPT = `
set -e
mount -t tmpfs -o size="$1" none "$2"
copy="$3"
out="$2"
shift 3
code=0
"$@" || code=$?
cp -a "$out/." "$copy"
exit $code
`;

test('a file system that is full at ten different points: nothing is lost, nothing half is left', async (t) => {
  const folder = temporaryFolder(t);
  const train = writeRecords(folder, 'train.rec', tinyRecords(16));
  const [mounted, command] = [join(folder, 'mounted'), compiledTest('..', 'src', 'cli', 'bin.js')];
  mkdirSync(mounted);
  const lengths = new Set<number>();
  // A checkpoint has 1.2 MB.
  for (let i = 0; i < 10; i++) {
    const copy = join(folder, `copy${i}`);
    mkdirSync(copy);
    const prefix = join(mounted, 'net');
    const argv = tinyRunArguments(train, '--model-prefix', prefix, '--num-epochs', '9');
    const size = `${1400 + 400 * i}k`;
    const { status, stderr } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', SCRIPT, 'sh', size, mounted, copy, process.execPath, command, ...argv],
      { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } },
    );
    assert.equal(status, 5, `${size}: ${stderr}`);
    assert.match(stderr, /cannot write .*disk is (not )?full/);
    const epochs = await listEpochs(join(copy, 'net'));
    assert.ok(epochs.includes(1), stderr);
    assert.equal(await resolveEpoch(join(copy, 'net'), 'last'), epochs.at(-1));
    for (const epoch of epochs) (await loadCheckpoint(join(copy, 'net'), epoch)).dispose();
    const names = Object.keys(folderContents(copy));
    assert.deepEqual(
      names.filter((name) => /tmp$|lock$/.test(name)),
      [],
    );
    lengths.add(epochs.length);
  }
  assert.ok(lengths.size >= 3, 'it was full after different checkpoints');
});
