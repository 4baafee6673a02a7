import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallRunArguments } from '../support/fine-tune.js';
import type { CliResult } from '../support/run-cli.js';
import { releaseOf, versionNode } from './run-version.js';
import { SUPPORTED, type Version } from './wheels.js';

const OLDEST = '1.1.0';

/** Augmentations of MXNet 1.3, each with a value that would have an effect. */
const LATER_AUGMENTATIONS = [
  ['--random-resized-crop', '1'],
  ['--min-random-aspect-ratio', '0.5', '--max-random-aspect-ratio', '1'],
  ['--max-random-area', '0.8'],
  ['--min-random-area', '0.5'],
  ['--brightness', '0.1'],
  ['--contrast', '0.1'],
  ['--saturation', '0.1'],
  ['--pca-noise', '0.1'],
] as const;

async function train(version: Version, runs: readonly string[][]): Promise<CliResult[]> {
  return await versionNode(
    version,
    'train',
    runs.map((options) => ['train', ...smallRunArguments(...options)]),
  );
}

/** The last line, which tells an error. */
function lastLine({ stderr }: CliResult): string {
  return stderr.trimEnd().split('\n').at(-1) ?? '';
}

test('an augmentation that the library does not know yet is refused, with the version that does', async () => {
  const results = await train(
    OLDEST,
    LATER_AUGMENTATIONS.map((option) => [...option]),
  );
  for (const [i, [option]] of LATER_AUGMENTATIONS.entries()) {
    const result = results[i] as CliResult;
    assert.equal(result.code, 2, result.stderr);
    assert.match(
      lastLine(result),
      new RegExp(`${option} needs MXNet 1\\.3 or later, .* version 1\\.1\\.0`),
    );
  }
});

test('an optimizer whose operators the library does not have yet is refused', async () => {
  const results = await train('1.5.1.post0', [
    ['--optimizer', 'lamb'],
    ['--optimizer', 'LARS'],
  ]);
  for (const result of results) {
    assert.equal(result.code, 2, result.stderr);
    assert.match(lastLine(result), /--optimizer (lamb|LARS) needs MXNet 1\.6 or later/);
  }
});

test('images that are too small end no process with a library that cannot enlarge them', async () => {
  const [refused, padded] = await train(OLDEST, [
    ['--image-shape', '3,32,32'],
    ['--image-shape', '3,32,32', '--pad-size', '2'],
  ]);
  assert.equal(refused?.code, 3, refused?.stderr);
  assert.match(
    lastLine(refused as CliResult),
    /600 of 600 images in .* are smaller .* MXNet before 1\.3/,
  );
  assert.equal(padded?.code, 0, padded?.stderr);
});

for (const version of SUPPORTED) {
  test(`a batch of another shape is computed on MXNet ${version} as on a network bound for it`, async () => {
    const { reshaped, bound, live } = await versionNode<{
      reshaped: number[];
      bound: number[];
      live: Record<string, number>;
    }>(version, 'reshape', null);
    assert.deepEqual(reshaped, bound);
    assert.equal(live['Executor'], 0, 'executors are left over');
    assert.equal(live['NDArray'], 0, 'arrays are left over');
  });

  test(`a shape that would change parameters is an error, not the end of the process, on MXNet ${version}`, async () => {
    const { library, errors } = await versionNode<{ library: string; errors: string[] }>(
      version,
      'wrong-shapes',
      null,
    );
    assert.equal(library, releaseOf(version));
    assert.match(errors[0] ?? '', /fc_weight/);
    assert.match(errors[1] ?? '', /data.*larger/);
  });
}
