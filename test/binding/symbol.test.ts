/** Making symbols, asking them, and their JSON. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { NativeSymbol } from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { classifier, node } from '../support/native-objects.js';
import { fixture } from '../support/paths.js';

const { Symbol: SymbolClass } = mxnet();

function dense(): NativeSymbol {
  return SymbolClass.atomic(operatorId('FullyConnected'), ['num_hidden'], ['3']);
}

/** Runs `body` with symbols that are closed afterwards; nothing else may be left over. */
async function withSymbols(
  body: (keep: <S extends NativeSymbol | null>(symbol: S) => S) => unknown,
) {
  await withLiveCounts(async () => {
    const made: NativeSymbol[] = [];
    await body((symbol) => {
      if (symbol !== null) made.push(symbol);
      return symbol;
    });
    for (const symbol of made) symbol.close();
  });
}

test('a variable has a name, one argument and no children', async () => {
  await withSymbols((keep) => {
    const data = keep(SymbolClass.variable('data'));
    assert.equal(data.name(), 'data');
    assert.deepEqual(data.listArguments(), ['data']);
    assert.deepEqual(data.listOutputs(), ['data']);
    assert.deepEqual(data.listAuxiliaryStates(), []);
    assert.equal(keep(data.children()), null);
  });
});

test('missing inputs of an operator become variables named after it', async () => {
  await withSymbols((keep) => {
    const net = keep(classifier());
    assert.equal(net.name(), 'softmax');
    assert.deepEqual(net.listArguments(), ['data', 'fc_weight', 'fc_bias', 'softmax_label']);
    assert.deepEqual(net.listOutputs(), ['softmax_output']);
    assert.deepEqual(keep(net.children())?.listOutputs(), ['fc_output', 'softmax_label']);
  });
});

test('inputs are given by position or by name', async () => {
  await withSymbols((keep) => {
    const data = keep(SymbolClass.variable('x'));
    const weight = keep(SymbolClass.variable('w'));
    const byPosition = keep(dense());
    byPosition.compose('fc', null, [data, weight]);
    assert.deepEqual(byPosition.listArguments(), ['x', 'w', 'fc_bias']);
    const byName = keep(dense());
    byName.compose('fc', ['bias', 'data'], [weight, data]);
    assert.deepEqual(byName.listArguments(), ['x', 'fc_weight', 'w']);
    const alone = keep(dense());
    alone.compose('fc', null, []);
    assert.deepEqual(alone.listArguments(), ['fc_data', 'fc_weight', 'fc_bias']);
  });
});

test('what cannot be composed fails in libmxnet or is refused', async () => {
  await withSymbols(async (keep) => {
    const data = keep(SymbolClass.variable('data'));
    await assertCallFails('MXSymbolCompose', /argument name nope not found/, () =>
      keep(dense()).compose('fc', ['nope'], [data]),
    );
    assert.throws(() => keep(dense()).compose('fc', ['data'], []), {
      name: 'RangeError',
      message: '`keys` and `arguments` must have the same length',
    });
    const atomic = (keys: string[], values: string[]) => () =>
      SymbolClass.atomic(operatorId('FullyConnected'), keys, values);
    await assertCallFails(
      'MXSymbolCreateAtomicSymbol',
      /Cannot find argument 'num_hiden'/,
      atomic(['num_hiden'], ['3']),
    );
    await assertCallFails('MXSymbolCreateAtomicSymbol', /num_hidden/, atomic([], []));
    await assertCallFails('NNGetOpHandle', /no operator/, () => SymbolClass.atomic(1e6, [], []));
  });
});

test('a group has all outputs and no name', async () => {
  await withSymbols((keep) => {
    const net = keep(classifier());
    const other = keep(SymbolClass.variable('other'));
    const group = keep(SymbolClass.group([net, other]));
    assert.equal(group.name(), null);
    assert.deepEqual(group.listOutputs(), ['softmax_output', 'other']);
    assert.deepEqual(keep(group.output(1)).listOutputs(), ['other']);
  });
});

test('internals have the output of every node, and each can be taken out', async () => {
  await withSymbols(async (keep) => {
    const internals = keep(keep(classifier()).internals());
    const outputs = internals.listOutputs();
    assert.deepEqual(outputs, [
      'data',
      'fc_weight',
      'fc_bias',
      'fc_output',
      'softmax_label',
      'softmax_output',
    ]);
    const fc = keep(internals.output(outputs.indexOf('fc_output')));
    assert.deepEqual(fc.listArguments(), ['data', 'fc_weight', 'fc_bias']);
    await assertCallFails('MXSymbolGetOutput', /index/, () => internals.output(outputs.length));
  });
});

test('attributes are set and read one by one, and listed for all nodes', async () => {
  await withSymbols(async (keep) => {
    const data = keep(SymbolClass.variable('data'));
    assert.equal(data.attribute('__lr_mult__'), null);
    data.setAttribute('__lr_mult__', '0.1');
    assert.equal(data.attribute('__lr_mult__'), '0.1');
    data.setAttribute('__lr_mult__', 'größer');
    assert.equal(data.attribute('__lr_mult__'), 'größer');
    const fc = keep(node('FullyConnected', 'fc', { data }, { num_hidden: '3' }));
    const pairs = fc.listAttributes();
    const found = new Map<string, string>();
    for (let i = 0; i < pairs.length; i += 2) found.set(pairs[i] ?? '', pairs[i + 1] ?? '');
    assert.equal(found.get('data$__lr_mult__'), 'größer');
    assert.equal(found.get('fc$num_hidden'), '3');
    const group = keep(SymbolClass.group([data, fc]));
    await assertCallFails('MXSymbolSetAttr', /non-grouped symbol/, () =>
      group.setAttribute('__a__', 'b'),
    );
  });
});

test('a copy has attributes of its own', async () => {
  await withSymbols((keep) => {
    const original = keep(classifier());
    const copy = keep(original.copy());
    copy.setAttribute('__tag__', 'copy');
    assert.equal(original.attribute('__tag__'), null);
    assert.deepEqual(copy.listArguments(), original.listArguments());
  });
});

test('a state that the network keeps is auxiliary, not an argument', async () => {
  await withSymbols((keep) => {
    const data = keep(SymbolClass.variable('data'));
    const norm = keep(node('BatchNorm', 'bn', { data }));
    assert.deepEqual(norm.listArguments(), ['data', 'bn_gamma', 'bn_beta']);
    assert.deepEqual(norm.listAuxiliaryStates(), ['bn_moving_mean', 'bn_moving_var']);
    assert.deepEqual(norm.listOutputs(), ['bn_output']);
  });
});

test('JSON read and written again is the same, byte for byte', async () => {
  for (const model of ['mlp', 'resnet20']) {
    const json = readFileSync(fixture('models', `${model}-symbol.json`), 'utf8');
    await withSymbols(async (keep) => {
      const symbol = keep(await SymbolClass.fromJson(json));
      assert.equal(await symbol.toJson(false), json, model);
      assert.equal(await symbol.toJson(true), json, model);
    });
  }
});

test('removing amp_cast leaves the casts out of the JSON only', async () => {
  await withSymbols(async (keep) => {
    const data = keep(SymbolClass.variable('data'));
    const cast = keep(node('amp_cast', 'cast', { data }, { dtype: 'float16' }));
    const active = keep(node('Activation', 'relu', { data: cast }, { act_type: 'relu' }));
    assert.match(await active.toJson(false), /amp_cast/);
    assert.doesNotMatch(await active.toJson(true), /amp_cast/);
    assert.deepEqual(active.listOutputs(), ['relu_output']);
  });
});

test('what is no symbol fails in libmxnet', async () => {
  const graph = {
    nodes: [{ op: 'Nonesuch', name: 'x', inputs: [] }],
    arg_nodes: [],
    heads: [[0, 0]],
  };
  const wrong: [text: string, message: RegExp][] = [
    ['', /Check failed/],
    ['<html>', /Check failed/],
    ['{}', /Missing field|Check failed/],
    [JSON.stringify(graph), /Nonesuch/],
  ];
  await withSymbols(async () => {
    for (const [text, message] of wrong) {
      await assertCallFails('MXSymbolCreateFromJSON', message, () => SymbolClass.fromJson(text));
    }
  });
});

test('a very deep graph can be made, saved, read and freed', async () => {
  await withSymbols(async (keep) => {
    let net = SymbolClass.variable('data');
    for (let i = 0; i < 1000; i++) {
      const next = node('Activation', `relu${i}`, { data: net }, { act_type: 'relu' });
      net.close();
      net = next;
    }
    keep(net);
    const again = keep(await SymbolClass.fromJson(await net.toJson(true)));
    assert.equal(keep(again.internals()).listOutputs().length, 1001);
  });
});
