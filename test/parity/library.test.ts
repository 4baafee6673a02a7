import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fixed } from '../../src/text/python-format.js';
import { runNode } from '../support/run-node.js';
import { argumentsOf, type ParityCase, VALIDATED, VALIDATED_COMPAT } from './cases.js';
import { assertSameRun } from './compare-runs.js';
import { FOLDER, INPUTS, makeInputs, runOracle } from './side-by-side.js';

const COMMON = {
  dataTrain: join(INPUTS, 'train100.rec'),
  numClasses: 3,
  imageShape: '3,28,28',
  batchSize: 16,
  numEpochs: 2,
  dataNthreads: 1,
  dispBatches: 2,
};

/** The same runs by options of the command line, for Python, and of the library. */
const RUNS: (ParityCase & { options: Record<string, unknown> })[] = [
  {
    title: 'fineTune() gives the bytes and the values that Python gives',
    network: 'vgg',
    flags: { ...VALIDATED, mom: 0.9, wd: 0.0005, lr: 0.0137, 'random-crop': 1, 'pad-size': 2 },
    options: {
      dataVal: join(INPUTS, 'val40.rec'),
      loss: 'ce,nll',
      topK: 2,
      mom: 0.9,
      wd: 0.0005,
      lr: 0.0137,
      augmentation: { randomCrop: 1, padSize: 2 },
    },
  },
  {
    title: 'fineTune() with compat does what fine-tune.py does',
    network: 'vgg',
    flags: { ...VALIDATED_COMPAT, 'load-epoch': 2, 'num-epochs': 4, optimizer: 'adam', seed: 3 },
    options: {
      dataVal: join(INPUTS, 'val48.rec'),
      loss: 'ce,nll',
      topK: 2,
      compat: true,
      layerBeforeFullc: 'drop7',
      loadEpoch: 2,
      numEpochs: 4,
      optimizer: 'adam',
      seed: 3,
    },
  },
];

const folders = RUNS.map((_, i) => join(FOLDER, `library ${i}`));
let errors: (string | null)[] = [];

before(async () => {
  await makeInputs();
  errors = await runOracle(
    RUNS.map((item, i) => ({
      folder: join(folders[i] as string, 'python'),
      arguments: argumentsOf(item, INPUTS).python,
    })),
  );
});

for (const [i, { title, network, options }] of RUNS.entries()) {
  test(title, async () => {
    assert.equal(errors[i], null, 'Python has failed');
    const ours = join(folders[i] as string, 'ours');
    mkdirSync(ours, { recursive: true });
    const all = {
      ...COMMON,
      pretrainedModel: join(INPUTS, network as string),
      modelPrefix: 'net',
      ...options,
    };
    const ended = await runNode('parity/programs/fine-tune.js', {
      args: [ours, JSON.stringify(all)],
    });
    assert.equal(ended.code, 0, ended.stderr);
    await assertSameRun(join(folders[i] as string, 'python'), ours, 'net');
    const log = readFileSync(join(folders[i] as string, 'python', 'oracle.log'), 'utf8');
    assert.deepEqual(lastValues(JSON.parse(ended.stdout)), printedValues(log));
  });
}

interface Result {
  train: [name: string, value: number][];
  validation: [name: string, value: number][];
}

function lastValues({ train, validation }: Result): string[] {
  const text =
    (part: string) =>
    ([name, value]: [string, number]) =>
      `${part}-${name}=${fixed(value)}`;
  return [...train.map(text('Train')), ...validation.map(text('Validation'))];
}

/** The values of the last epoch. */
function printedValues(log: string): string[] {
  const found = [...log.matchAll(/Epoch\[(\d+)\] ((?:Train|Validation)-\S+)/g)];
  const last = found.at(-1)?.[1];
  return found.filter(([, epoch]) => epoch === last).map(([, , text]) => text as string);
}
