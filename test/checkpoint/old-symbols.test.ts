import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSymbol } from '../../src/checkpoint/load-symbol.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';

interface Node {
  op: string;
  name: string;
  attrs?: Record<string, string>;
  inputs: [node: number, output: number, version: number][];
}

interface Graph {
  nodes: Node[];
  heads: [node: number, output: number, version: number][];
}

/** MXNet 0.8 did not save the states that a layer keeps itself: they were made when the network was loaded. */
const STATES = /_moving_(mean|var)$/;

/** Attributes of users had no underscores then, and could stand on the layer instead of on its weight. */
const MARKS = { slow: { lr_mult: '0.1' }, layer: { weight_lr_mult: '0.5', ctx_group: 'front' } };

/**
 * A network as MXNet 0.8 wrote it, as those of the model zoo are: parameters of operators under `param`, attributes under
 * `attr`, no version, inputs as pairs.
 */
function asVersion08(
  graph: Graph,
  marks: Readonly<Record<string, Record<string, string>>>,
): string {
  const kept = graph.nodes.filter(({ name }) => !STATES.test(name));
  const places = new Map(kept.map((node, i) => [graph.nodes.indexOf(node), i]));
  const nodes = kept.map(({ op, name, attrs, inputs }) => ({
    op,
    param: op === 'null' ? {} : (attrs ?? {}),
    name,
    inputs: inputs.flatMap(([node, output]) => {
      const place = places.get(node);
      return place === undefined ? [] : [[place, output]];
    }),
    backward_source_id: -1,
    ...(marks[name] && { attr: marks[name] }),
  }));
  const variables = nodes.flatMap(({ op }, i) => (op === 'null' ? [i] : []));
  const heads = graph.heads.map(([node, output]) => [places.get(node), output]);
  return JSON.stringify({ nodes, arg_nodes: variables, heads }, undefined, 2);
}

/** The same with all attributes under one key, as 0.9 to 0.12 (`attr`) and later versions (`attrs`) write them. */
function withKey(graph: Graph, key: 'attr' | 'attrs'): string {
  const nodes = graph.nodes.map(({ attrs, ...node }) => ({
    ...node,
    ...(attrs && { [key]: attrs }),
  }));
  return JSON.stringify({ ...graph, nodes });
}

function readGraph(model: string): Graph {
  return JSON.parse(readFileSync(fixture('models', `${model}-symbol.json`), 'utf8')) as Graph;
}

for (const model of ['resnet20', 'mlp']) {
  test(`${model} as MXNet 0.8, 0.9 and 1.x wrote it is the same network`, async (t) => {
    const graph = readGraph(model);
    const expected = await loadSymbol(fixture('models', `${model}-symbol.json`));
    const forms = {
      param: asVersion08(graph, {}),
      attr: withKey(graph, 'attr'),
      attrs: withKey(graph, 'attrs'),
    };
    const folder = temporaryFolder(t);
    for (const [form, json] of Object.entries(forms)) {
      const file = join(folder, `${form}-symbol.json`);
      writeFileSync(file, json);
      const symbol = await loadSymbol(file);
      assert.deepEqual(symbol.listArguments(), expected.listArguments(), form);
      assert.deepEqual(symbol.listAuxiliaryStates(), expected.listAuxiliaryStates(), form);
      assert.deepEqual(symbol.listOutputs(), expected.listOutputs(), form);
      assert.deepEqual(
        operatorAttributes(JSON.parse(await symbol.toJson()) as Graph),
        operatorAttributes(graph),
        form,
      );
      assert.equal(readFileSync(file, 'utf8'), json, 'the file has been changed');
      symbol.dispose();
    }
    expected.dispose();
  });
}

test('attributes without underscores get them, and those that are meant for an input go there', async (t) => {
  const graph = readGraph('mlp');
  const file = join(temporaryFolder(t), 'marked-symbol.json');
  writeFileSync(file, asVersion08(graph, { fc1: MARKS.slow, fc2: MARKS.layer }));
  const symbol = await loadSymbol(file);
  const attributes = symbol.attributes();
  assert.equal(attributes.get('fc1')?.get('__lr_mult__'), '0.1');
  assert.equal(attributes.get('fc2_weight')?.get('__lr_mult__'), '0.5');
  assert.equal(attributes.get('fc2')?.get('__ctx_group__'), 'front');
  symbol.dispose();
});

/** The parameters of every operator; variables got the marks of the version that upgraded them. */
function operatorAttributes({ nodes }: Graph): Record<string, Record<string, string>> {
  return Object.fromEntries(
    nodes.filter(({ op }) => op !== 'null').map(({ name, attrs }) => [name, attrs ?? {}]),
  );
}
