import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { loadSymbol } from '../../src/checkpoint/load-symbol.js';
import { findHead } from '../../src/finetune/head.js';
import { graphOf } from '../../src/symbol/graph.js';
import { digestOf } from '../support/folder-contents.js';
import { floats, paramsFileBytes, version0 } from '../support/params-bytes.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

/** Where a version keeps the parameters of its operators. */
type Form = 'param' | 'attr' | 'attrs';

/**
 * A small network as a version of MXNet wrote it: convolution, batch normalisation, a fully connected head. Before 0.9 the
 * states of batch normalisation were no nodes, edges had two numbers, and nodes had a `backward_source_id`.
 */
function network(form: Form): string {
  const old = form === 'param';
  const edge = (node: number) => (old ? [node, 0] : [node, 0, 0]);
  const states = old ? [] : ['bn_moving_mean', 'bn_moving_var'];
  const own: { op: string; name: string; from: string[]; values: Record<string, string> }[] = [
    { op: 'null', name: 'data', from: [], values: {} },
    { op: 'null', name: 'conv_weight', from: [], values: {} },
    { op: 'null', name: 'conv_bias', from: [], values: {} },
    {
      op: 'Convolution',
      name: 'conv',
      from: ['data', 'conv_weight', 'conv_bias'],
      values: { kernel: '(3,3)', num_filter: '4' },
    },
    { op: 'null', name: 'bn_gamma', from: [], values: {} },
    { op: 'null', name: 'bn_beta', from: [], values: {} },
    ...states.map((name) => ({ op: 'null', name, from: [], values: {} })),
    {
      op: 'BatchNorm',
      name: 'bn',
      from: ['conv', 'bn_gamma', 'bn_beta', ...states],
      values: { eps: '0.001', fix_gamma: 'True' },
    },
    { op: 'Flatten', name: 'flat', from: ['bn'], values: {} },
    { op: 'null', name: 'fc1_weight', from: [], values: {} },
    { op: 'null', name: 'fc1_bias', from: [], values: {} },
    {
      op: 'FullyConnected',
      name: 'fc1',
      from: ['flat', 'fc1_weight', 'fc1_bias'],
      values: { num_hidden: '2' },
    },
    { op: 'null', name: 'softmax_label', from: [], values: {} },
    { op: 'SoftmaxOutput', name: 'softmax', from: ['fc1', 'softmax_label'], values: {} },
  ];
  const place = new Map(own.map(({ name }, i) => [name, i]));
  // Keys that later versions hide between underscores.
  const user: Record<string, Record<string, string>> = {
    conv: { lr_mult: '0.5', weight_wd_mult: '0.25', ctx_group: 'one' },
  };
  const nodes = own.map(({ op, name, from, values }) => ({
    op,
    ...(old ? { param: values } : { [form]: { ...values, ...user[name] } }),
    name,
    inputs: from.map((input) => edge(place.get(input) as number)),
    ...(old && { backward_source_id: -1, ...(user[name] && { attr: user[name] }) }),
  }));
  const variables = own.flatMap(({ op }, i) => (op === 'null' ? [i] : []));
  const graph: Record<string, unknown> = {
    nodes,
    arg_nodes: variables,
    heads: [edge(own.length - 1)],
  };
  if (form === 'attr') graph['attrs'] = { mxnet_version: ['int', 904] };
  if (form === 'attrs') graph['attrs'] = { mxnet_version: ['int', 10000] };
  return JSON.stringify(graph, null, 2);
}

interface Described {
  arguments: string[];
  states: string[];
  attributes: Record<string, Record<string, string>>;
  json: string;
}

/** What Python MXNet reads in the networks. */
async function inPython(files: readonly string[]): Promise<Described[]> {
  return await pythonJson<Described[]>(`
import json, mxnet as mx
def load(file):
    net = mx.sym.load(file)
    return {'arguments': net.list_arguments(), 'states': net.list_auxiliary_states(),
            'attributes': net.attr_dict(), 'json': net.tojson()}
print(json.dumps([load(file) for file in ${JSON.stringify(files)}]))
`);
}

function write(test: TestContext, contents: string): string {
  const file = join(temporaryFolder(test), 'net-symbol.json');
  writeFileSync(file, contents);
  return file;
}

test('networks of MXNet 0.8, 0.9 and 1.x are what Python makes of them, to the byte of the JSON', async (t) => {
  const forms: Form[] = ['param', 'attr', 'attrs'];
  const files = forms.map((form) => write(t, network(form)));
  const digests = files.map(digestOf);
  const expected = await inPython(files);
  for (const [i, file] of files.entries()) {
    using symbol = await loadSymbol(file);
    const attributes = Object.fromEntries(
      [...symbol.attributes()].map(([node, values]) => [node, Object.fromEntries(values)]),
    );
    const json = await symbol.toJson();
    assert.deepEqual(
      {
        arguments: symbol.listArguments(),
        states: symbol.listAuxiliaryStates(),
        attributes,
        json,
      },
      expected[i],
      forms[i],
    );
    assert.deepEqual(symbol.listAuxiliaryStates(), ['bn_moving_mean', 'bn_moving_var']);
    assert.equal(attributes['conv']?.['__lr_mult__'], '0.5');
    assert.equal(attributes['conv_weight']?.['__wd_mult__'], '0.25');
  }
  assert.deepEqual(files.map(digestOf), digests, 'the files are as they were');
});

test('the head of a network of any age is found', async (t) => {
  for (const form of ['param', 'attr', 'attrs'] as const) {
    using symbol = await loadSymbol(write(t, network(form)));
    const head = findHead(await graphOf(symbol));
    assert.equal(head.lastKept.name, 'flat', form);
    assert.equal(head.replaced?.name, 'fc1', form);
  }
});

test('a checkpoint of MXNet 0.8 loads as a whole', async (t) => {
  const prefix = join(temporaryFolder(t), 'old');
  writeFileSync(`${prefix}-symbol.json`, network('param'));
  const arrays = [
    { name: 'arg:conv_weight', shape: [4, 3, 3, 3], data: floats(...new Array(108).fill(0.5)) },
    { name: 'aux:bn_moving_mean', shape: [4], data: floats(1, 2, 3, 4) },
  ];
  const bytes = paramsFileBytes(
    arrays.map(version0),
    arrays.map(({ name }) => name),
  );
  writeFileSync(`${prefix}-0126.params`, bytes);
  using checkpoint = await loadCheckpoint(prefix, 126);
  const mean = await checkpoint.auxParams.get('bn_moving_mean')?.data();
  assert.deepEqual([...(mean ?? [])], [1, 2, 3, 4]);
  assert.deepEqual(checkpoint.argParams.get('conv_weight')?.shape, [4, 3, 3, 3]);
});
