import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadSymbol } from '../../src/checkpoint/load-symbol.js';
import { FineTuneError, type FineTuneErrorCode } from '../../src/errors.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

interface Graph {
  nodes: { op: string; name: string; attrs?: Record<string, string>; inputs: number[][] }[];
  heads: number[][];
  arg_nodes: number[];
}

const NETWORK = readFileSync(fixture('models', 'mlp-symbol.json'), 'utf8');

function write(test: TestContext, contents: string | Buffer): string {
  const file = join(temporaryFolder(test), 'net-symbol.json');
  writeFileSync(file, contents);
  return file;
}

/** The network with a change. */
function changed(change: (graph: Graph, fc2: Graph['nodes'][number]) => void): string {
  const graph = JSON.parse(NETWORK) as Graph;
  const fc2 = graph.nodes.find((node) => node.name === 'fc2');
  assert.ok(fc2);
  change(graph, fc2);
  return JSON.stringify(graph);
}

async function assertRefused(
  file: string,
  reason: RegExp,
  code: FineTuneErrorCode = 'ERR_CHECKPOINT_FORMAT',
): Promise<void> {
  await withLiveCounts(() =>
    assert.rejects(loadSymbol(file), (error) => {
      assert.ok(error instanceof FineTuneError, String(error));
      assert.equal(error.code, code, error.message);
      assert.ok(error.message.includes(file), `the file is named: ${error.message}`);
      assert.match(error.message, reason);
      return true;
    }),
  );
}

test('a missing network and a folder in its place are told apart', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'net-symbol.json');
  await assertRefused(file, /does not exist/, 'ERR_CHECKPOINT_NOT_FOUND');
  mkdirSync(file);
  await assertRefused(file, /is a folder/);
});

test('other kinds of files are called by their names', async (t) => {
  const kinds: readonly (readonly [string | Buffer, RegExp])[] = [
    ['', /it is empty/],
    ['<!doctype html><title>Not found</title>', /web page.*fetch it again/],
    ['version https://git-lfs.github.com/spec/v1', /Git LFS.*git lfs pull/],
    [Buffer.from('504b0304', 'hex'), /zip archive/],
    [Buffer.from('1f8b0800', 'hex'), /gzip archive/],
    [readFileSync(fixture('models', 'mlp-0001.params')), /\.params file: the two may be swapped/],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22]), /not UTF-8/],
    ['hello', /damaged or cut off/],
  ];
  for (const [contents, reason] of kinds) await assertRefused(write(t, contents), reason);
});

test('a network that ends early is refused, wherever it ends', async (t) => {
  const whole = NETWORK.trimEnd();
  for (let length = 1; length < whole.length; length += 37) {
    await assertRefused(write(t, whole.slice(0, length)), /damaged or cut off/);
  }
});

test('JSON that is no graph is refused', async (t) => {
  const texts: readonly (readonly [string, RegExp])[] = [
    ['null', /no JSON object/],
    ['[]', /no JSON object/],
    ['3', /no JSON object/],
    ['{}', /no list of nodes/],
    ['{"nodes": {}, "heads": []}', /no list of nodes/],
    ['{"nodes": [3], "heads": []}', /node 0 is no JSON object/],
    ['{"nodes": [{"op": "null"}], "heads": []}', /node 0 has no operator or no name/],
    ['{"nodes": [{"op": "null", "name": "a"}], "heads": []}', /no list of inputs of a/],
    ['{"nodes": [{"op": "null", "name": 5, "inputs": []}], "heads": []}', /no name/],
    ['{"nodes": []}', /no list of heads/],
    ['{"nodes": [], "heads": [0]}', /no list of an edge/],
    ['{"nodes": [], "heads": [[0, 0, 0]], "arg_nodes": []}', /node 0, but there are 0 nodes/],
    ['{"nodes": [], "heads": []}', /libmxnet .* cannot read it/],
    ['['.repeat(100_000), /damaged or cut off/],
    [`{"nodes": ${'['.repeat(50_000)}${']'.repeat(50_000)}, "heads": []}`, /no JSON object/],
  ];
  for (const [text, reason] of texts) await assertRefused(write(t, text), reason);
});

test('edges that lead nowhere are refused before libmxnet follows them', async (t) => {
  const edges: readonly (readonly [Parameters<typeof changed>[0], RegExp])[] = [
    [(_, fc2) => fc2.inputs.push([99, 0, 0]), /an input of fc2 is node 99/],
    [(_, fc2) => fc2.inputs.push([-1, 0, 0]), /an edge has no node/],
    [(_, fc2) => fc2.inputs.push([0.5, 0, 0]), /an edge has no node/],
    [(_, fc2) => fc2.inputs.push([0, 1, 0]), /output 1 of the variable data/],
    [(_, fc2) => fc2.inputs.push([4, 1, 0]), /takes output 1 of fc1, which has only one/],
    [(_, fc2) => fc2.inputs.push([4, 100_000_000, 0]), /takes output 100000000 of fc1/],
    [(graph) => graph.heads.push([14, 7, 0]), /takes output 7 of softmax/],
    [(graph) => graph.heads.push([1000, 0, 0]), /an output of the network is node 1000/],
    [(graph) => graph.nodes[0]?.inputs.push([0, 0, 0]), /the variable data has inputs/],
  ];
  for (const [change, reason] of edges) await assertRefused(write(t, changed(change)), reason);
});

test('a network that feeds itself is refused', async (t) => {
  const circle = changed((graph, fc2) => {
    fc2.inputs[0] = [graph.nodes.length - 1, 0, 0];
  });
  await assertRefused(write(t, circle), /in a circle, for example fc2/);
  const itself = changed((_, fc2) => {
    fc2.inputs[0] = [8, 0, 0];
  });
  await assertRefused(write(t, itself), /in a circle/);
});

test('an output of several is taken as it is', async (t) => {
  const split = changed((graph, fc2) => {
    // fc1 becomes two halves, of which the second goes on.
    graph.nodes.push({
      op: 'SliceChannel',
      name: 'halves',
      attrs: { num_outputs: '2' },
      inputs: [[5, 0, 0]],
    });
    fc2.inputs[0] = [graph.nodes.length - 1, 1, 0];
  });
  using symbol = await loadSymbol(write(t, split));
  assert.ok(symbol.listArguments().includes('fc2_weight'));
  const third = split.replace(/\[15, ?1, ?0\]/, '[15,2,0]');
  assert.notEqual(third, split);
  await assertRefused(write(t, third), /takes output 2 of halves, which has 2/);
});

test('an operator that the library does not have is named', async (t) => {
  const file = write(t, NETWORK.replace('"Flatten"', '"FlattenMore"'));
  await assertRefused(file, /the operator FlattenMore, which libmxnet \d+\.\d+\.\d+ does not have/);
});

test('a parameter that the library does not know is named with its layer', async (t) => {
  const file = write(
    t,
    changed((_, fc2) => {
      fc2.attrs = { ...fc2.attrs, colour: 'red' };
    }),
  );
  await assertRefused(file, /FullyConnected fc2 has the parameter colour/);
});

test('a parameter out of range keeps the words of the library', async (t) => {
  const withHidden = (value: string) =>
    write(
      t,
      changed((_, fc2) => {
        fc2.attrs = { num_hidden: value };
      }),
    );
  await assertRefused(withHidden('-5'), /cannot read it: .*num_hidden should be greater/);
  await assertRefused(withHidden('many'), /cannot read it: .*num_hidden expect int/);
});
