import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findClassNames, readClassNames } from '../../src/finetune/class-names.js';
import { fixture } from '../support/paths.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

function write(test: TestContext, name: string, contents: string | Buffer): string {
  const file = join(temporaryFolder(test), name);
  writeFileSync(file, contents);
  return file;
}

test('names are whole lines: spaces inside, accents and other scripts belong to them', async (t) => {
  const names = ['red car', '猫', 'Ünïcödé, with comma', '1', 'a\tb', '🐈 cat'];
  for (const [text, what] of [
    [names.join('\n'), 'without an end'],
    [`${names.join('\n')}\n`, 'with an end'],
    [`\uFEFF${names.join('\r\n')}\r\n`, 'from Windows'],
    [`${names.join('\r')}\r`, 'from an old Mac'],
    [`  ${names.join('  \n')}\n\n \n`, 'with spaces around and empty lines behind'],
  ] as const) {
    assert.deepEqual(await readClassNames(write(t, 'names.txt', text)), names, what);
  }
});

test('a file of names that cannot be used is refused with the reason', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'folder'));
  const cases: readonly (readonly [string, RegExp])[] = [
    [join(folder, 'missing.txt'), /does not exist/],
    [join(folder, 'folder'), /is a folder/],
    [write(t, 'latin1.txt', Buffer.from('é\n', 'latin1')), /not UTF-8 text/],
    [write(t, 'utf16.txt', Buffer.from('\uFEFFa\nb\n', 'utf16le')), /not UTF-8 text/],
    [write(t, 'zero.txt', 'a\0\nb'), /not UTF-8 text/],
    [write(t, 'gap.txt', 'a\n \nc\n'), /line 2 of .*gap\.txt is empty/],
  ];
  for (const [file, reason] of cases) {
    await assert.rejects(readClassNames(file), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'ERR_DATA');
      assert.ok(error.message.includes(file));
      assert.match(error.message, reason);
      return true;
    });
  }
});

test('there must be one name for each class', async (t) => {
  const file = write(t, 'names.txt', 'a\nb\nc\n');
  assert.deepEqual(await findClassNames(file, 'x.rec', 3), {
    names: ['a', 'b', 'c'],
    source: file,
  });
  for (const classes of [1, 2, 4, 1000]) {
    await assert.rejects(findClassNames(file, 'x.rec', classes), {
      code: 'ERR_DATA',
      message: /names\.txt has 3 class names, but there are \d+ classes/,
    });
  }
  await assert.rejects(findClassNames(write(t, 'none.txt', ''), 'x.rec', 2), /has 0 class names/);
  shown(t, 'class-names');
});

test("without a file the folders of im2rec's list are the names", async () => {
  const found = await findClassNames(undefined, fixture('data', 'fm3_train.rec'), 3);
  assert.deepEqual(found.names, ['3_dress', '5_sandal', '8_bag']);
  assert.match(found.source, /folders in .*fm3_train\.lst/);
});

/** The names that a list gives. */
async function fromList(test: TestContext, lines: readonly string[], classes: number) {
  const list = write(test, 'x.lst', lines.join('\n'));
  return await findClassNames(undefined, list.replace(/lst$/, 'rec'), classes);
}

test('folders with the same last part keep their whole paths', async (t) => {
  const lines = ['0\t0.000000\tcats/white/1.jpg', '1\t1.000000\tdogs/white/1.jpg'];
  assert.deepEqual((await fromList(t, lines, 2)).names, ['cats/white', 'dogs/white']);
  const deep = ['0\t0\tcats/black one/1.jpg', '1\t1\tdogs/white/1.jpg'];
  assert.deepEqual((await fromList(t, deep, 2)).names, ['black one', 'white']);
});

test('a list that does not give each class one folder is not guessed from', async (t) => {
  for (const lines of [
    ['0\t0\ta/1.jpg', '1\t0\tb/1.jpg', '2\t1\tc/1.jpg'],
    ['0\t0\ta/1.jpg'],
    ['0\t0\t1.jpg', '1\t1\t2.jpg'],
    ['0\t0\t5\ta/1.jpg', '1\t1\t5\tb/1.jpg'],
    [''],
  ]) {
    const { names, source } = await fromList(t, lines, 2);
    assert.deepEqual(names, ['0', '1'], lines.join(' '));
    assert.match(source, /numbers of the classes; give names with --class-names/);
  }
});

test('the record file itself is never read as a list', async (t) => {
  const record = write(t, 'images.bin', '0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n');
  assert.deepEqual((await findClassNames(undefined, record, 2)).names, ['0', '1']);
});
