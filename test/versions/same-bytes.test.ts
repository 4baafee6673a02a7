import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadParams } from '../../src/checkpoint/load.js';
import { DATA, type TrainCase, trainArguments, trainCases } from './cases.js';
import { versionNode, versionPython } from './run-version.js';
import { SUPPORTED } from './wheels.js';

const root = mkdtempSync(join(tmpdir(), 'mxnet-finetune-versions-'));
after(() => rmSync(root, { recursive: true, force: true }));

for (const version of SUPPORTED) {
  describe(`MXNet ${version}`, () => {
    const cases = trainCases(join(root, version));
    let trained: Promise<readonly { code: number; stderr: string }[]> | undefined;
    const train = async () => {
      trained ??= trainBoth();
      return await trained;
    };
    const trainBoth = async () => {
      await versionPython(version, 'train.py', [
        JSON.stringify({ data: DATA, validation: DATA, cases }),
      ]);
      return await versionNode<{ code: number; stderr: string }[]>(
        version,
        'train',
        cases.map(trainArguments),
      );
    };
    for (const [i, item] of cases.entries()) {
      test(`${item.title} gives the bytes of its own Python`, async () => {
        const ended = (await train())[i];
        assert.equal(ended?.code, 0, ended?.stderr);
        await assertSameFiles(item);
      });
    }
    test('first values are drawn in the order of its own Python', async () => {
      await train();
      const { folder } = cases[0] as TrainCase;
      const prefix = join(folder, 'start');
      await versionNode(version, 'initialize', { from: prefix, to: join(folder, 'again') });
      assertSameFile(`${prefix}-0000.params`, join(folder, 'again-0000.params'));
    });
  });
}

async function assertSameFiles({ folder, epochs }: TrainCase): Promise<void> {
  const names = Array.from({ length: epochs }, (_, i) => `000${i + 1}.params`);
  for (const name of ['symbol.json', ...names]) {
    assertSameFile(join(folder, `python-${name}`), join(folder, `ours-${name}`));
  }
  // Two runs that end in values that are no numbers would be equal too.
  const { argParams } = await loadParams(join(folder, `ours-${names.at(-1)}`));
  for (const [name, array] of argParams) {
    const values = (await array.data()) as Float32Array;
    assert(values.every(Number.isFinite), `${name} has values that are not finite`);
    array.dispose();
  }
}

function assertSameFile(expected: string, actual: string): void {
  assert.equal(digest(actual), digest(expected), `${actual} differs from ${expected}`);
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
