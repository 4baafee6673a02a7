import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { endingOf } from '../../src/packing/find-images.js';
import { type ListOptions, makeLists } from '../../src/packing/make-lists.js';
import { listText, readList } from '../../src/recordio/list-file.js';
import { runPython } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

const OPTIONS: ListOptions = {
  exts: ['.jpeg', '.jpg', '.png'],
  chunks: 1,
  trainRatio: 1,
  testRatio: 0,
  recursive: true,
  shuffle: true,
};

function touch(root: string, ...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'x');
  }
}

/** A folder with everything that a walk can stumble over. */
function awkwardFolder(t: TestContext): string {
  const root = join(temporaryFolder(t), 'images');
  const images = (folder: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${folder}/image ${i}.jpg`);
  touch(root, ...images('a', 7), ...images('A', 5), ...images('a-b', 6), ...images('a b', 3));
  touch(root, ...images('猫', 4), ...images('\u{1f600}', 2), ...images('\uff5e', 2));
  touch(root, 'a/deep/er/x.PNG', 'a/y.Jpeg', 'a/notes.txt', 'a/.jpg', 'a/..jpg', 'a/...z.png');
  touch(root, '.hidden/x.jpg', 'top.jpg', 'é.jpg', 'Z.jpg');
  mkdirSync(join(root, 'empty'));
  symlinkSync('../a/y.Jpeg', join(root, 'a-b', 'link.jpg'));
  symlinkSync('a', join(root, 'linked'));
  return root;
}

for (const [what, changes] of [
  ['shuffled', {}],
  ['in order', { shuffle: false }],
  ['without folders', { recursive: false }],
  ['in chunks', { chunks: 4 }],
  ['split', { trainRatio: 0.7 }],
  ['split in three', { trainRatio: 0.6, testRatio: 0.15 }],
  ['split in two, nothing left over', { trainRatio: 0.75, testRatio: 0.25 }],
  ['in chunks, and split', { chunks: 3, trainRatio: 0.5, testRatio: 0.1, shuffle: false }],
  ['with other endings', { exts: ['.txt', '.png'] }],
] as const) {
  test(`lists have im2rec's lines: ${what}`, async (t) => {
    const root = awkwardFolder(t);
    const folder = temporaryFolder(t);
    const options = { ...OPTIONS, ...changes };
    await runPython('packing/lists.py', [join(folder, 'p'), root, JSON.stringify(options)]);
    const { lists } = await makeLists(join(folder, 'p'), root, options);
    assert.deepEqual(
      lists.map(({ file }) => file).sort(),
      readdirSync(folder)
        .sort()
        .map((name) => join(folder, name)),
    );
    for (const { file, items } of lists) {
      const python = readFileSync(file, 'utf8');
      assert.equal(listText(items), python, file);
      assert.deepEqual(await readList(file), items);
    }
  });
}

test('labels go to folders with images, in the order of the walk', async (t) => {
  const root = join(temporaryFolder(t), 'images');
  touch(root, 'b/x.jpg', 'a/inner/x.jpg', 'a/x.txt', 'c/x.txt');
  const { folders } = await makeLists('p', root, OPTIONS);
  assert.deepEqual(folders, ['a/inner', 'b']);
});

test('circles of links, dead links and names that no list can hold are passed over and told', async (t) => {
  const root = join(temporaryFolder(t), 'images');
  touch(root, 'a/x.jpg', 'a/tab\there.jpg', 'a/line\nhere.jpg');
  symlinkSync('..', join(root, 'a', 'up'));
  symlinkSync('nowhere', join(root, 'a', 'dead.jpg'));
  const { lists, skipped } = await makeLists('p', root, OPTIONS);
  assert.deepEqual(
    lists.flatMap(({ items }) => items.map(({ path }) => path)),
    ['a/x.jpg'],
  );
  assert.deepEqual(skipped, [
    'a/dead.jpg: a link that leads nowhere',
    'a/up: a link back to a folder above it',
    '"a/line\\nhere.jpg": a list cannot hold this name',
    '"a/tab\\there.jpg": a list cannot hold this name',
  ]);
});

test('files and folders whose names are not UTF-8 are passed over and told', async (t) => {
  const root = join(temporaryFolder(t), 'images');
  touch(root, 'a/x.jpg');
  const latin1 = (path: string) => Buffer.from(join(root, path), 'latin1');
  mkdirSync(latin1('\u00e9t\u00e9'));
  for (const path of ['\u00e9t\u00e9/x.jpg', 'a/\u00e9.jpg']) writeFileSync(latin1(path), 'x');
  const { folders, skipped } = await makeLists('p', root, OPTIONS);
  assert.deepEqual(folders, ['a']);
  assert.deepEqual(skipped, [
    '\uFFFDt\uFFFD: has a name that is not UTF-8: rename it',
    'a/\uFFFD.jpg: has a name that is not UTF-8: rename it',
  ]);
});

test('a folder that is not there is an error', async (t) => {
  const root = join(temporaryFolder(t), 'missing');
  await assert.rejects(makeLists('p', root, OPTIONS), {
    code: 'ERR_DATA',
    message: /missing does not exist/,
  });
});

test('endings are those of os.path.splitext', () => {
  const names = ['a.jpg', '.jpg', '..jpg', '...a.jpg', 'a.b.JPG', 'a.', 'a', '.a.b', 'a..', '日.b'];
  assert.deepEqual(names.map(endingOf), [
    ...['.jpg', '', '', '.jpg', '.jpg', '.', '', '.b', '.', '.b'],
  ]);
});

test('labels are written with six digits, several of them side by side, and read again', async (t) => {
  const items = [
    { index: 0, labels: [3], path: 'a b/猫.jpg' },
    { index: 12, labels: [0.0078125, -1.5, 1e6], path: 'x.jpg' },
  ];
  const text = listText(items);
  assert.equal(text, '0\t3.000000\ta b/猫.jpg\n12\t0.007812\t-1.500000\t1000000.000000\tx.jpg\n');
  const file = join(temporaryFolder(t), 'x.lst');
  writeFileSync(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  const read = await readList(file);
  assert.deepEqual(read[0], items[0]);
  assert.deepEqual(read[1]?.labels, [0.007812, -1.5, 1e6]);
});

test('lines that are none are refused with their numbers', async (t) => {
  const file = join(temporaryFolder(t), 'x.lst');
  for (const line of ['1\t0', 'x\t0\ta.jpg', '1\tx\ta.jpg', '-1\t0\ta.jpg', '1.5\t0\ta.jpg', '']) {
    writeFileSync(file, `0\t0\ta.jpg\n${line}\n2\t0\tb.jpg\n`);
    await assert.rejects(readList(file), { code: 'ERR_DATA', message: /line 2 of .*x\.lst/ });
  }
  await assert.rejects(readList(join(file, 'y')), { code: 'ERR_DATA', message: /does not exist/ });
});
