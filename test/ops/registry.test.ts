/** Which operators there are. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { findOperator, listOperators, ops } from '../../src/index.js';
import { NAMESPACES, placeOf } from '../../src/ops/names.js';
import { ROOT } from '../support/paths.js';

type Members = Readonly<Record<string, unknown>>;

test('every operator of the library but gradients has a place of its own', () => {
  const places = new Map<string, string>();
  for (const name of listOperators()) {
    if (name.startsWith('_backward')) continue;
    const { namespace, member } = placeOf(name);
    const path = `${namespace ?? ''}.${member}`;
    assert.equal(places.get(path), undefined, `${name} and ${places.get(path)}`);
    places.set(path, name);
    const space = (namespace === undefined ? ops : ops[namespace]) as unknown as Members;
    assert.equal(typeof space[member], 'function', name);
  }
});

test('what is listed is what can be called, and nothing else', () => {
  const members = Object.keys(ops);
  for (const name of ['Convolution', 'elemwiseAdd', 'softmax', ...NAMESPACES]) {
    assert.ok(members.includes(name), name);
    assert.ok(name in ops, name);
  }
  assert.ok(!('elemwise_add' in ops));
  assert.ok(!('then' in ops));
  assert.deepEqual(Object.keys(ops.image).slice(0, 3), ['adjustLighting', 'crop', 'flipLeftRight']);
  assert.throws(() => Object.assign(ops, { relu: null }), TypeError);
});

test('an operator that this library does not have is an error with the nearest names', () => {
  const unknown = ops as unknown as Members;
  assert.throws(() => unknown['elemwiseSum'], {
    name: 'TypeError',
    message:
      'this libmxnet has no operator ops.elemwiseSum; perhaps ops.elemwiseSub, ops.elemwiseMul, ops.ElementWiseSum is meant',
  });
  const contributed = ops.contrib as unknown as Members;
  assert.throws(() => contributed['boxnms'], /ops\.contrib\.boxnms; perhaps ops\.contrib\.boxNms/);
});

test('the operators may be awaited, printed and compared like any object', async () => {
  assert.equal(await ops, ops);
  assert.equal(JSON.stringify({ ops: ops.linalg }), '{"ops":{}}');
  assert.equal(Object.prototype.toString.call(ops), '[object Object]');
});

test('an operator is found by the name that MXNet gives it', () => {
  assert.equal(findOperator('elemwise_add').name, 'elemwiseAdd');
  assert.equal(findOperator('_npi_add').name, 'npiAdd');
  assert.throws(() => findOperator('elemwiseAdd'), {
    name: 'TypeError',
    message: 'this libmxnet has no operator elemwiseAdd',
  });
});

test('every declared operator is there', () => {
  const folder = join(ROOT, 'src', 'ops', 'generated');
  for (const file of readdirSync(folder).filter((name) => name !== 'operators.ts')) {
    const family = file.replace('.ts', '');
    const namespace = NAMESPACES.find((candidate) => candidate === family);
    const space = (namespace === undefined ? ops : ops[namespace]) as unknown as Members;
    const declared = readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}(\w+)[<(:]/gm);
    const names = [...declared].map(([, name]) => name ?? '');
    assert.ok(names.length > 10, file);
    for (const name of names) assert.equal(typeof space[name], 'function', `${family}.${name}`);
  }
});

test('the declarations are what the script makes of the library', async () => {
  const script = join(ROOT, 'scripts', 'generate-ops.mjs');
  await promisify(execFile)(process.execPath, [script, '--check'], { cwd: ROOT });
});
