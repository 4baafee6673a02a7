import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readParamsDirectory } from '../../src/checkpoint/params-directory.js';
import { versionNode, versionPython } from './run-version.js';
import { SUPPORTED } from './wheels.js';

const root = mkdtempSync(join(tmpdir(), 'mxnet-finetune-numpy-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Those that have the mode of numpy shapes. */
const WRITERS = ['1.5.1.post0', '1.9.1'] as const;

for (const writer of WRITERS) {
  test(`every version reads what MXNet ${writer} has saved in the mode of numpy shapes`, async () => {
    const file = join(root, `${writer}.params`);
    await versionPython(writer, 'numpy_shapes.py', [file]);
    const directory = await readParamsDirectory(file);
    assert.deepEqual(
      directory.map(({ version }) => version),
      [3, 3, 3],
    );
    for (const reader of SUPPORTED) {
      assert.deepEqual(
        await versionNode(reader, 'read-params', file),
        {
          matrix: { shape: [2, 3], dtype: 'float32', values: [1, 2, 3, 4, 5, 6] },
          // Outside that mode an array has at least one axis.
          scalar: { shape: [1], dtype: 'float32', values: [2.5] },
          vector: { shape: [2], dtype: 'float64', values: [7, 8] },
        },
        `read by ${reader}`,
      );
    }
  });
}
