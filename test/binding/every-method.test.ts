/** Rules that every method of the addon keeps: right arguments, wrong ones, closed and foreign objects. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import {
  call,
  functionOf,
  NATIVE_CALLS,
  type NativeKind,
  SPECIAL_FUNCTIONS,
  titleOf,
} from '../support/native-calls.js';
import { assertDisposed } from '../support/native-errors.js';
import { closeObjects, makeObjects, type NativeObjects } from '../support/native-objects.js';
import { temporaryFolder } from '../support/temp-dir.js';

const KINDS: readonly NativeKind[] = [
  'NDArray',
  'ArrayList',
  'Kernel',
  'Symbol',
  'Executor',
  'KVStore',
  'DataIter',
  'RecordReader',
  'RecordWriter',
];

/** Not a value of any parameter's type. */
const WRONG = Symbol('wrong');

async function withObjects(
  folder: string,
  body: (receiver: NativeObjects, given: NativeObjects) => unknown,
): Promise<void> {
  const receiver = await makeObjects(folder);
  const given = await makeObjects(folder);
  try {
    await body(receiver, given);
  } finally {
    closeObjects(receiver);
    closeObjects(given);
  }
}

/** V8 itself refuses receivers that the class did not make; behind it stands our own check. */
const FOREIGN_RECEIVER = /Illegal invocation|expected an instance of/;

/** What every class of the addon has, and every function. */
const COMMON = ['constructor', 'close', 'closed'];
const FUNCTION_PROPERTIES = ['length', 'name', 'prototype', 'arguments', 'caller'];

function ownNames(object: object, except: readonly string[]): string[] {
  return Object.getOwnPropertyNames(object).filter((name) => !except.includes(name));
}

/** Fails with a TypeError that has `message`. */
async function assertTypeError(message: RegExp, body: () => unknown): Promise<void> {
  await assert.rejects(
    async () => {
      await body();
    },
    (error) => {
      assert.ok(error instanceof TypeError, `expected a TypeError, received ${error}`);
      assert.match(error.message, message);
      return true;
    },
  );
}

test('the table of calls has every function that the addon exports', () => {
  const exported: string[] = [];
  for (const name of Object.keys(mxnet())) {
    if (!(KINDS as readonly string[]).includes(name)) exported.push(name);
  }
  for (const kind of KINDS) {
    const constructor = functionOf(mxnet(), kind);
    exported.push(
      ...ownNames(constructor.prototype, COMMON).map((name) => `${kind}#${name}`),
      ...ownNames(constructor, FUNCTION_PROPERTIES).map((name) => `${kind}.${name}`),
    );
  }
  const listed = [...NATIVE_CALLS.map(titleOf), ...SPECIAL_FUNCTIONS];
  assert.deepEqual(exported.sort(), listed.sort());
});

describe('with right arguments', () => {
  for (const entry of NATIVE_CALLS) {
    test(`${titleOf(entry)} succeeds and leaves nothing behind`, async (t) => {
      const folder = temporaryFolder(t);
      await withLiveCounts(() =>
        withObjects(folder, async (receiver, given) => {
          await call(entry, receiver, entry.arguments(given, folder));
        }),
      );
    });
  }
});

describe('with wrong arguments', () => {
  for (const entry of NATIVE_CALLS.filter(({ parameters }) => parameters.length > 0)) {
    test(`${titleOf(entry)} names the argument that has a wrong type`, async (t) => {
      const folder = temporaryFolder(t);
      await withObjects(folder, async (receiver, given) => {
        const right = entry.arguments(given, folder);
        for (const [i, { kind, list }] of entry.parameters.entries()) {
          const message = kind && !list ? new RegExp(`instance of ${kind}`) : /^`\w+` must be/;
          await assertTypeError(message, () => call(entry, receiver, right.with(i, WRONG)));
          await assertTypeError(/./, () => call(entry, receiver, right.slice(0, i)));
        }
      });
    });
  }

  for (const entry of NATIVE_CALLS) {
    for (const [i, { kind, list, name }] of entry.parameters.entries()) {
      if (!kind) continue;
      const wrap = (value: unknown) => (list ? [value] : value);
      test(`${titleOf(entry)} refuses a foreign, a null and a closed object in ${name}`, async (t) => {
        const folder = temporaryFolder(t);
        await withObjects(folder, async (receiver, given) => {
          const right = entry.arguments(given, folder);
          const other = kind === 'NDArray' ? given.Symbol : given.NDArray;
          const lookAlike = Object.create(Object.getPrototypeOf(given[kind])) as object;
          for (const foreign of [other, lookAlike, {}, null, undefined, 1, 'x']) {
            await assertTypeError(new RegExp(`instance of ${kind}`), () =>
              call(entry, receiver, right.with(i, wrap(foreign))),
            );
          }
          given[kind].close();
          await assertDisposed(kind, () => call(entry, receiver, right.with(i, wrap(given[kind]))));
        });
      });
    }
  }
});

describe('on the wrong receiver', () => {
  for (const entry of NATIVE_CALLS) {
    const { owner, isStatic, method, arguments: values } = entry;
    if (owner === 'addon' || isStatic) continue;
    test(`${titleOf(entry)} refuses foreign and closed receivers`, async (t) => {
      const folder = temporaryFolder(t);
      await withObjects(folder, async (receiver, given) => {
        const right = values(given, folder);
        const target = receiver[owner];
        const native = functionOf(target, method);
        const other = owner === 'NDArray' ? given.Symbol : given.NDArray;
        for (const foreign of [other, Object.create(target), {}, undefined, null, 7, mxnet()]) {
          await assertTypeError(FOREIGN_RECEIVER, () => Reflect.apply(native, foreign, right));
        }
        target.close();
        await assertDisposed(owner, () => Reflect.apply(native, target, right));
      });
    });
  }

  for (const kind of KINDS) {
    test(`close and closed of ${kind} work on a closed object, and refuse foreign ones`, async (t) => {
      await withLiveCounts(async () => {
        const objects = await makeObjects(temporaryFolder(t));
        const object = objects[kind];
        assert.equal(object.closed(), false);
        object.close();
        assert.equal(object.closed(), true);
        object.close();
        assert.equal(object.closed(), true);
        for (const name of ['close', 'closed']) {
          const native = functionOf(object, name);
          await assertTypeError(FOREIGN_RECEIVER, () => Reflect.apply(native, {}, []));
        }
        closeObjects(objects);
      });
    });

    test(`${kind} cannot be constructed by anybody else`, () => {
      const constructor = functionOf(mxnet(), kind);
      assert.throws(() => Reflect.construct(constructor, []), /cannot be constructed/);
      assert.throws(() => Reflect.apply(constructor, undefined, []), TypeError);
      class Derived extends (constructor as unknown as new () => object) {}
      assert.throws(() => new Derived(), /cannot be constructed/);
    });
  }
});

test('objects that nobody closed are freed with the garbage', async (t) => {
  await withLiveCounts(async () => {
    await makeObjects(temporaryFolder(t));
  });
});
