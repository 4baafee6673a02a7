import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { thisProcess } from '../../src/files/process-identity.js';
import { takeoverName } from '../../src/files/temporary-name.js';
import { digestOf, folderContents } from '../support/folder-contents.js';
import { fields, turnedJpeg } from '../support/images.js';
import { pythonJson } from '../support/python.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

const MAGIC = Buffer.from('0a23d7ce', 'hex');

function write(root: string, files: Readonly<Record<string, Buffer | string>>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
}

/** Images of three classes in a folder of their own; prefix and folder. */
async function images(t: TestContext): Promise<{ prefix: string; root: string; folder: string }> {
  const folder = temporaryFolder(t);
  const root = join(folder, 'images');
  const jpeg = await fields().jpeg().toBuffer();
  for (const name of ['red car', 'a', '猫']) {
    for (let i = 0; i < 4; i++) write(root, { [`${name}/${i}.jpg`]: jpeg });
  }
  return { prefix: join(folder, 'set'), root, folder };
}

async function pack(...argv: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['pack', ...argv]);
  assert.equal(code, 0, stderr);
  return { stdout, stderr };
}

test('lists, then record files: Python reads them record by record', async (t) => {
  const { prefix, root } = await images(t);
  const { stdout } = await pack(prefix, root, '--list', '--recursive');
  assert.equal(stdout, 'a 0\nred car 1\n猫 2\n');
  assert.equal((await pack(prefix, root)).stdout, `${prefix}.rec: 12 images\n`);
  const python = await pythonJson<Record<string, [number, number, number[]]>>(`
import json, mxnet as mx
record = mx.recordio.MXIndexedRecordIO(${JSON.stringify(`${prefix}.idx`)}, ${JSON.stringify(`${prefix}.rec`)}, 'r')
found = {}
for key in record.keys:
    header, image = mx.recordio.unpack(record.read_idx(key))
    found[key] = [header.label, header.id, mx.image.imdecode(image).shape]
print(json.dumps(found))
`);
  const lines = readFileSync(`${prefix}.lst`, 'utf8').trimEnd().split('\n');
  const expected = lines.map((line) => {
    const [index = '', label] = line.split('\t');
    return [index, [Number(label), Number(index), [20, 30, 3]]];
  });
  assert.deepEqual(python, Object.fromEntries(expected));
});

test("files that are passed through give the bytes of Python's writer, whatever they hold", async (t) => {
  const { prefix, root, folder } = await images(t);
  write(root, {
    'a/magic.jpg': Buffer.concat([MAGIC, MAGIC, Buffer.from('12345678'), MAGIC, Buffer.from('x')]),
    'a/unaligned.jpg': Buffer.concat([Buffer.from('1'), MAGIC, Buffer.from('234')]),
    'a/one.jpg': 'x',
  });
  await pack(prefix, root, '--list', '--recursive');
  await pack(prefix, root, '--pass-through');
  const written = join(folder, 'python');
  await pythonJson(`
import mxnet as mx
record = mx.recordio.MXIndexedRecordIO(${JSON.stringify(`${written}.idx`)}, ${JSON.stringify(`${written}.rec`)}, 'w')
for line in open(${JSON.stringify(`${prefix}.lst`)}, encoding='utf-8'):
    index, label, path = line.rstrip('\\n').split('\\t')
    header = mx.recordio.IRHeader(0, float(label), int(index), 0)
    image = open(${JSON.stringify(`${root}/`)} + path, 'rb').read()
    record.write_idx(int(index), mx.recordio.pack(header, image))
record.close()
print('{}')
`);
  assert.equal(digestOf(`${prefix}.rec`), digestOf(`${written}.rec`));
  assert.equal(digestOf(`${prefix}.idx`), digestOf(`${written}.idx`));
});

test('a path of a list that is absolute leads to its image, as in im2rec.py', async (t) => {
  const { prefix, root, folder } = await images(t);
  write(folder, { 'elsewhere/x.jpg': 'one', 'images/a/y.jpg': 'two' });
  const lines = [`0\t1\t${join(folder, 'elsewhere', 'x.jpg')}`, '1\t0\ta/y.jpg'];
  writeFileSync(`${prefix}.lst`, `${lines.join('\n')}\n`);
  const { stdout } = await pack(prefix, root, '--pass-through');
  assert.match(stdout, /set\.rec: 2 images\n/);
  const file = readFileSync(`${prefix}.rec`);
  assert.ok(file.includes('one') && file.includes('two'));
});

test('what a killed command has left of a record file is removed by the next one', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const ended = { ...thisProcess(), pid };
  const left = ['.rec', '.idx'].map((ending) => takeoverName(`${prefix}${ending}`, ended, ''));
  for (const file of left) writeFileSync(file, 'half');
  await pack(prefix, root);
  const names = readdirSync(folder).sort();
  assert.deepEqual(names, ['images', 'set.idx', 'set.lst', 'set.rec']);
});

test('several labels are stored when they are asked for, else the first one', async (t) => {
  const { prefix, root } = await images(t);
  write(dirname(prefix), { 'set.lst': '5\t1.5\t2\t-3\ta/0.jpg\n9\t4\ta/1.jpg\n' });
  const labels = async () =>
    await pythonJson<[number, number[] | number][]>(`
import json, mxnet as mx
record = mx.recordio.MXIndexedRecordIO(${JSON.stringify(`${prefix}.idx`)}, ${JSON.stringify(`${prefix}.rec`)}, 'r')
headers = [mx.recordio.unpack(record.read_idx(key))[0] for key in (5, 9)]
print(json.dumps([(h.flag, h.label if h.flag == 0 else h.label.tolist()) for h in headers]))
`);
  await pack(prefix, root);
  assert.deepEqual(await labels(), [
    [0, 1.5],
    [0, 4],
  ]);
  await pack(prefix, root, '--pack-label');
  assert.deepEqual(await labels(), [
    [3, [1.5, 2, -3]],
    [0, 4],
  ]);
});

test('images that cannot be packed are all named, the others keep their numbers', async (t) => {
  const { prefix, root } = await images(t);
  write(root, { 'a/text.jpg': 'no picture', 'a/zero.jpg': '' });
  await pack(prefix, root, '--list', '--recursive', '--no-shuffle');
  write(dirname(prefix), {
    'set.lst': `${readFileSync(`${prefix}.lst`, 'utf8')}99\t0\ta/gone.jpg\n`,
  });
  const { code, stdout, stderr } = await runCli(['pack', prefix, root]);
  assert.equal(code, 3);
  assert.equal(stdout, `${prefix}.rec: 12 images, 3 left out\n`);
  assert.match(stderr, /a\/text\.jpg is left out: the image cannot be decoded/);
  assert.match(stderr, /a\/zero\.jpg is left out: the image is empty/);
  assert.match(stderr, /a\/gone\.jpg is left out: the file does not exist/);
  const index = readFileSync(`${prefix}.idx`, 'utf8').trimEnd().split('\n');
  const numbers = index.map((line) => Number(line.split('\t')[0]));
  assert.deepEqual(numbers, [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13]);
  const skipped = await runCli(['pack', prefix, root, '--on-bad-image', 'skip', '--json']);
  assert.equal(skipped.code, 0);
  const { records, leftOut, file } = JSON.parse(skipped.stdout);
  assert.deepEqual([records, leftOut.length, file], [12, 3, `${prefix}.rec`]);
});

test('a list of nothing but bad images leaves the old record file as it is', async (t) => {
  const { prefix, root } = await images(t);
  write(dirname(prefix), { 'set.rec': 'old', 'set.lst': '0\t0\ta/gone.jpg\n' });
  const { code, stderr } = await runCli(['pack', prefix, root]);
  assert.equal(code, 3);
  assert.match(stderr, /no image of .*set\.rec can be packed: a\/gone\.jpg: the file does not/);
  assert.equal(readFileSync(`${prefix}.rec`, 'utf8'), 'old');
  assert.deepEqual(readdirSync(dirname(prefix)).sort(), ['images', 'set.lst', 'set.rec']);
});

test('only the lists of the prefix are packed, unlike by im2rec.py', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive', '--train-ratio', '0.5');
  write(folder, { 'set_old.lst': '0\t0\ta/0.jpg\n', 'settled.lst': '0\t0\ta/0.jpg\n' });
  const { stdout, stderr } = await pack(prefix, root);
  assert.equal(stdout, `${prefix}_train.rec: 6 images\n${prefix}_val.rec: 6 images\n`);
  assert.match(stderr, /set_old\.lst is not packed: it only begins with set/);
  assert.match(stderr, /settled\.lst is not packed/);
  assert.equal((await pack(`${prefix}_old.lst`, root)).stdout, `${prefix}_old.rec: 1 images\n`);
  const missing = await runCli(['pack', join(folder, 'other'), root]);
  assert.equal(missing.code, 3);
  assert.match(missing.stderr, /no list .*other\.lst.*--list/);
});

test('several images at once come in the order of the list', async (t) => {
  const { prefix, root } = await images(t);
  for (let i = 0; i < 40; i++) {
    write(root, {
      [`b/${i}.png`]: await fields(10 + 7 * (i % 13), 10)
        .png()
        .toBuffer(),
    });
  }
  await pack(prefix, root, '--list', '--recursive');
  const digests = new Set<string>();
  for (const threads of ['1', '2', '7', '16']) {
    await pack(prefix, root, '--num-thread', threads, '--resize', '12');
    digests.add(digestOf(`${prefix}.rec`));
  }
  assert.equal(digests.size, 1);
});

test('options that cannot be are refused, and those without effect are told', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive');
  const before = folderContents(folder);
  for (const [argv, reason] of [
    [['--quality', '95', '--encoding', '.png'], /--quality must be a whole number from 0 to 9/],
    [['--quality', '0'], /--quality .* from 1 to 100/],
    [['--encoding', 'jpg'], /--encoding must be one of \.jpg, \.png/],
    [['--color', '2'], /--color must be one of -1, 0, 1/],
    [['--resize', '-1'], /--resize/],
    [['--num-thread', '0'], /--num-thread/],
    [['--on-bad-image', 'ignore'], /--on-bad-image must be one of error, skip/],
    [['--list', '--chunks', '0'], /--chunks/],
    [['--list', '--train-ratio', '1.5'], /--train-ratio/],
    [['--list', '--train-ratio', '0.8', '--test-ratio', '0.3'], /more than 1 together/],
  ] as const) {
    const { code, stderr } = await runCli(['pack', prefix, root, ...argv]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, reason);
  }
  assert.deepEqual(folderContents(folder), before);
  const { stderr } = await pack(prefix, root, '--pass-through', '--resize', '9', '--center-crop');
  assert.match(stderr, /--resize has no effect with --pass-through/);
  assert.match(stderr, /--center-crop has no effect/);
  const none = await pack(join(folder, 'none'), root, '--list', '--exts', '.bmp', 'gif');
  assert.match(none.stderr, /no image in .* ends with one of \.bmp, \.gif/);
});

test('a record file that is unpacked and packed again has the same bytes', async (t) => {
  const { prefix, root, folder } = await images(t);
  write(root, { 'b/x.png': await fields().png().toBuffer(), 'b/y.jpg': await turnedJpeg(6) });
  await pack(prefix, root, '--list', '--recursive');
  await pack(prefix, root, '--pass-through');
  const target = join(folder, 'out', 'images');
  const { code, stdout, stderr } = await runCli(['unpack', `${prefix}.rec`, target]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${target}: 14 images\n`);
  assert.ok(readdirSync(join(target, '1')).includes('00000004.png'), String(readdirSync(target)));
  await pack(join(target, 'set'), target, '--pass-through');
  assert.equal(digestOf(join(target, 'set.rec')), digestOf(`${prefix}.rec`));
  assert.equal(digestOf(join(target, 'set.idx')), digestOf(`${prefix}.idx`));
});

test('unpacked by a list, every file has its old place and bytes', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive');
  await pack(prefix, root, '--pass-through');
  const target = join(folder, 'again');
  const argv = ['unpack', `${prefix}.rec`, target, '--list', `${prefix}.lst`, '--json'];
  const { code, stdout, stderr } = await runCli(argv);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).images, 12);
  const { 'set.lst': list, ...files } = folderContents(target);
  assert.deepEqual(files, folderContents(root));
  assert.equal(list, digestOf(`${prefix}.lst`));
});

test('classes have their names when they are unpacked', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive');
  await pack(prefix, root);
  write(folder, { 'names.txt': 'a\nred car\n猫\n' });
  const target = join(folder, 'named');
  const argv = ['unpack', `${prefix}.rec`, target, '--class-names', join(folder, 'names.txt')];
  assert.equal((await runCli(argv)).code, 0);
  assert.deepEqual(readdirSync(target).sort(), ['a', 'red car', 'set.lst', '猫']);
  const full = await runCli(argv);
  assert.equal(full.code, 2);
  assert.match(full.stderr, /named is not empty/);
});

test('what is lost of a damaged record file is named with its place, the rest is unpacked', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive', '--no-shuffle');
  await pack(prefix, root);
  const bytes = readFileSync(`${prefix}.rec`);
  const index = readFileSync(`${prefix}.idx`, 'utf8').trimEnd().split('\n');
  const offsets = index.map((line) => Number(line.split('\t')[1]));
  bytes.fill(7, offsets[3], (offsets[3] as number) + 20);
  writeFileSync(`${prefix}.rec`, bytes);
  const paths = readFileSync(`${prefix}.lst`, 'utf8').trimEnd().split('\n');
  paths[5] = '5\t1.000000\t../../escaped.jpg';
  paths[7] = '7\t1.000000\ta/0.jpg';
  paths.splice(9, 1);
  write(folder, { 'odd.lst': `${paths.join('\n')}\n` });
  const target = join(folder, 'rest');
  const argv = ['unpack', `${prefix}.rec`, target, '--list', join(folder, 'odd.lst')];
  const { code, stdout, stderr } = await runCli(argv);
  assert.equal(code, 3);
  assert.equal(stdout, `${target}: 8 images\n`);
  assert.ok(stderr.includes(`the record at offset ${offsets[3]} is lost: the file is damaged`));
  assert.ok(stderr.includes(`offset ${offsets[5]} is lost: its path leads out of the folder`));
  assert.ok(stderr.includes(`offset ${offsets[7]} is lost: another image has its path too`));
  assert.ok(stderr.includes(`offset ${offsets[9]} is lost: its number 9 is not in the list`));
  assert.deepEqual(readdirSync(dirname(folder)).includes('escaped.jpg'), false);
});

test('a record file that is not there is told, and no folder is made', async (t) => {
  const folder = temporaryFolder(t);
  const record = join(folder, 'none.rec');
  const { code, stderr } = await runCli(['unpack', record, join(folder, 'new', 'images')]);
  assert.equal(code, 3, stderr);
  assert.match(stderr, /the record file .*none\.rec does not exist/);
  assert.deepEqual(readdirSync(folder), []);
});

test('an interrupted command leaves nothing new behind', async (t) => {
  const { prefix, root, folder } = await images(t);
  await pack(prefix, root, '--list', '--recursive');
  await pack(prefix, root);
  const before = folderContents(folder);
  const signal = AbortSignal.abort({ signal: 'SIGTERM' });
  for (const argv of [
    ['pack', prefix, root, '--resize', '9'],
    ['unpack', `${prefix}.rec`, join(folder, 'out')],
  ]) {
    const { code, stderr } = await runCli(argv, { signal });
    assert.equal(code, 143, stderr);
    assert.deepEqual(folderContents(folder), before);
  }
});
