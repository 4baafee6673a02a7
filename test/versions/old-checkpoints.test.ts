import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readParamsDirectory } from '../../src/checkpoint/params-directory.js';
import { runCli } from '../support/run-cli.js';
import { DATA } from './cases.js';
import {
  assertSameContent,
  type CheckpointContent,
  EPOCH,
  NETWORKS,
  type Written,
  writeCheckpoints,
} from './checkpoints.js';
import { versionNode, versionPython } from './run-version.js';
import { SUPPORTED, type Version, WRITERS } from './wheels.js';

const NEWEST = '1.9.1';

/** The format of the arrays, and the key of the attributes in the network's JSON. */
const FORMATS: Record<(typeof WRITERS)[number], { version: number; key: string }> = {
  '0.9.5.post2': { version: 0, key: 'attr' },
  '0.10.0.post2': { version: 0, key: 'attr' },
  '0.11.0': { version: 1, key: 'attr' },
  '0.12.1': { version: 2, key: 'attr' },
  '1.0.0.post4': { version: 2, key: 'attrs' },
  '1.1.0': { version: 2, key: 'attrs' },
  '1.3.1': { version: 2, key: 'attrs' },
  '1.5.1.post0': { version: 2, key: 'attrs' },
};

const root = mkdtempSync(join(tmpdir(), 'mxnet-finetune-old-'));
const written = new Map<Version, Written>();
const fingerprints = new Map<string, string>();

before(async () => {
  for (const version of WRITERS) {
    written.set(version, await writeCheckpoints(root, version));
    for (const name of readdirSync(join(root, version))) {
      const file = join(root, version, name);
      fingerprints.set(file, digest(file));
    }
  }
});
after(() => rmSync(root, { recursive: true, force: true }));

test('the old checkpoints are in the formats of their time', async () => {
  for (const version of WRITERS) {
    for (const network of NETWORKS) {
      const directory = await readParamsDirectory(paramsOf(prefixOf(version, network)));
      const versions = new Set(directory.map((entry) => entry.version));
      assert.deepEqual([...versions], [FORMATS[version].version], `${network} of ${version}`);
      const json = readFileSync(`${prefixOf(version, network)}-symbol.json`, 'utf8');
      const keys = new Set(
        json.match(/"(attrs?|param)": \{\s*"[^m]/g)?.map((text) => text.split('"')[1]),
      );
      assert.deepEqual([...keys], [FORMATS[version].key], `${network} of ${version}`);
    }
  }
});

for (const reader of SUPPORTED) {
  test(`MXNet ${reader} reads the checkpoints of all versions: values, attributes and answers`, async () => {
    const pairs = WRITERS.flatMap((version) => NETWORKS.map((network) => ({ version, network })));
    const contents = await versionNode<CheckpointContent[]>(
      reader,
      'read',
      pairs.map(({ version, network }) => ({ prefix: prefixOf(version, network), epoch: EPOCH })),
    );
    for (const [i, { version, network }] of pairs.entries()) {
      const expected = written.get(version)?.[network];
      assert(expected);
      assertSameContent(contents[i], expected, `${network} of ${version}`);
      if (network === 'marked') assertMarks(contents[i]?.attributes ?? {}, version);
    }
  });
}

test('an old checkpoint that is saved again opens in Python, and has the bytes that Python gives it', async () => {
  const requests = WRITERS.flatMap((version) =>
    NETWORKS.map((network) => ({ prefix: prefixOf(version, network), epoch: EPOCH })),
  );
  const ours = requests.map((request, i) => ({ ...request, saveAs: join(root, `ours${i}`) }));
  await versionNode(NEWEST, 'read', ours);
  const theirs = requests.map((request, i) => ({ ...request, saveAs: join(root, `python${i}`) }));
  const original = await resave(theirs);
  const opened = await resave(
    ours.map(({ saveAs }) => ({ prefix: saveAs, epoch: EPOCH, saveAs: `${saveAs}-again` })),
  );
  assert.deepEqual(opened, original, 'Python finds other values in what we have saved');
  for (const [i, { prefix }] of requests.entries()) {
    for (const ending of ['symbol.json', `000${EPOCH}.params`]) {
      const file = join(root, `ours${i}-${ending}`);
      const expected = join(root, `python${i}-${ending}`);
      assert.equal(digest(file), digest(expected), `${ending} of ${prefix}, saved again`);
    }
  }
});

test('a checkpoint of 2017 is fine-tuned like any other', async () => {
  const prefix = join(root, 'tuned');
  const { code, stderr } = await runCli([
    ...['train', '--pretrained-model', prefixOf('0.9.5.post2', 'residual')],
    ...['--load-epoch', String(EPOCH), '--begin-epoch', '0', '--num-epochs', '1'],
    ...['--num-classes', '3', '--image-shape', '3,24,24', '--data-train', DATA],
    ...['--batch-size', '16', '--data-nthreads', '1', '--model-prefix', prefix],
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Kept the network up to flatten0: \d+ arrays are taken over/);
  assert.match(stderr, /Newly initialized: fc_weight, fc_bias\n/);
  assert.match(stderr, /Saved checkpoint to/);
});

test('reading has changed no file', () => {
  assert(fingerprints.size > 0);
  for (const [file, before] of fingerprints) assert.equal(digest(file), before, file);
});

/** Hidden keys stay on the nodes, and multipliers on the variables. */
function assertMarks(attributes: Record<string, Record<string, string>>, version: Version): void {
  const what = `attributes in the network of ${version}`;
  assert.equal(attributes['slow_weight']?.['__lr_mult__'], '0.25', what);
  assert.equal(attributes['slow_weight']?.['__wd_mult__'], '0.5', what);
  assert.equal(attributes['slow']?.['__ctx_group__'], 'front', what);
  assert.equal(attributes['slow']?.['__mirror_stage__'], '1', what);
  assert.equal(attributes['prelu']?.['__force_mirroring__'], '1', what);
  assert.match(attributes['prelu_gamma']?.['__init__'] ?? '', /constant/i, what);
}

async function resave(
  requests: readonly { prefix: string; epoch: number; saveAs: string }[],
): Promise<unknown> {
  return await versionPython(NEWEST, 'resave.py', [JSON.stringify(requests)]);
}

function prefixOf(version: Version, network: (typeof NETWORKS)[number]): string {
  return join(root, version, network);
}

function paramsOf(prefix: string): string {
  return `${prefix}-000${EPOCH}.params`;
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
