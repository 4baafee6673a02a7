import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderContents } from '../support/folder-contents.js';
import { fixture } from '../support/paths.js';
import { plainPng, recordFile } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, tinyRunArguments, writeRecords } from '../support/tiny-run.js';

/** Runs on a record file, and expects exit code 3, a reason, and that nothing was computed or written. */
async function assertDataError(
  folder: string,
  argv: readonly string[],
  ...reasons: RegExp[]
): Promise<void> {
  const before = folderContents(folder);
  const output = join(folder, 'new', 'out');
  const { code, stdout, stderr } = await runCli([...argv, '--model-prefix', output]);
  assert.equal(code, 3, stderr);
  assert.equal(stdout, '');
  const [, message = ''] = stderr.match(/\nmxnet-finetune: ([^\n]+)\n$/) ?? [];
  for (const reason of reasons) assert.match(message, reason);
  assert.doesNotMatch(stderr, /Epoch\[/, 'before the first batch');
  assert.deepEqual(folderContents(folder), before, 'nothing is written');
}

test('a record file that is missing, empty, of another kind or cut off is refused', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'train.rec');
  const argv = tinyRunArguments(file);
  await assertDataError(folder, argv, /train\.rec does not exist/);
  const bytes = recordFile(tinyRecords(16));
  for (const [contents, reason] of [
    [Buffer.alloc(0), /train\.rec is empty/],
    [Buffer.from('hello world'), /not a RecordIO file.*im2rec/],
    [bytes.subarray(0, bytes.length - 1), /cut off: the record at offset \d+/],
    [bytes.subarray(0, bytes.length - 700), /cut off/],
    [bytes.subarray(0, 5), /cut off/],
    [Buffer.concat([bytes.subarray(0, 4000), bytes.subarray(4100)]), /damaged at offset|cut off/],
    [Buffer.concat([bytes, Buffer.from('junk')]), /cut off|damaged/],
  ] as const) {
    writeFileSync(file, contents);
    await assertDataError(folder, argv, reason, /train\.rec/);
  }
  mkdirSync(join(folder, 'folder.rec'));
  await assertDataError(folder, tinyRunArguments(join(folder, 'folder.rec')), /is a folder/);
});

test('the validation set is looked at as closely, before training', async (t) => {
  const folder = temporaryFolder(t);
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', tinyRecords(16)));
  const missing = join(folder, 'val.rec');
  await assertDataError(folder, [...argv, '--data-val', missing], /val\.rec does not exist/);
  const wrong = tinyRecords(9).map((record) => ({ ...record, label: 3 }));
  const file = writeRecords(folder, 'val.rec', wrong);
  await assertDataError(folder, [...argv, '--data-val', file], /9 of 9 labels in .*val\.rec/);
});

test('labels that are no class are counted, and the first five are named', async (t) => {
  const folder = temporaryFolder(t);
  for (const label of [3, -1, 0.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY]) {
    const records = tinyRecords(20).map((record, i) =>
      i >= 4 && i < 11 ? { ...record, label } : record,
    );
    const argv = tinyRunArguments(writeRecords(folder, 'train.rec', records));
    await assertDataError(
      folder,
      argv,
      /^7 of 20 labels in .*train\.rec are not whole numbers from 0 to 2: /,
      /\(image 1004, offset \d+\).*\(image 1008, offset \d+\), and 2 more/,
      /--num-classes/,
    );
  }
});

test('a single wrong label at the end is found', async (t) => {
  const folder = temporaryFolder(t);
  const records = tinyRecords(20);
  records.push({ ...(records[0] as (typeof records)[number]), label: 3, id: 77 });
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', records));
  await assertDataError(folder, argv, /^1 of 21 labels .*: label 3 \(image 77, offset \d+\)\. /);
});

test('packed labels are refused, a packed single one is a label', async (t) => {
  const folder = temporaryFolder(t);
  const packed = (labels: (label: number) => number[]) =>
    tinyRecords(16).map(({ image, label = 0 }) => ({ image, labels: labels(label) }));
  const two = writeRecords(
    folder,
    'two.rec',
    packed((label) => [label, 1]),
  );
  await assertDataError(
    folder,
    tinyRunArguments(two),
    /^16 of 16 records .* not exactly one label.*2 labels .*offset 0.*--pack-label/,
  );
  const one = writeRecords(
    folder,
    'one.rec',
    packed((label) => [label]),
  );
  const { code, stderr } = await runCli(tinyRunArguments(one));
  assert.equal(code, 0, stderr);
  assert.match(stderr, /16 images, by class 6, 5, 5/);
});

test('records without room for a header or without an image are refused with their places', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'train.rec');
  const good = recordFile(tinyRecords(9));
  const short = Buffer.from('0a23d7ce0400000031323334', 'hex');
  writeFileSync(file, Buffer.concat([good, short]));
  await assertDataError(
    folder,
    tinyRunArguments(file),
    /^1 of 10 records .* no image record: it has 4 bytes/,
  );
  writeFileSync(file, Buffer.concat([good, recordFile([{ image: Buffer.alloc(0), id: 5 }])]));
  await assertDataError(
    folder,
    tinyRunArguments(file),
    /^1 of 10 images .* damaged: empty \(image 5, offset \d+\)/,
  );
});

test('images of another size than those that are trained on are told, before they are measured', async (t) => {
  const folder = temporaryFolder(t);
  const train = writeRecords(folder, 'train.rec', tinyRecords(9));
  const larger = tinyRecords(6).map((record, i) => ({ ...record, image: plainPng(32, i, 9, 9) }));
  const other = writeRecords(folder, 'val.rec', larger);
  const same = writeRecords(folder, 'same.rec', tinyRecords(6));
  const { code, stderr } = await runCli(tinyRunArguments(train, '--data-val', other));
  assert.equal(code, 0, stderr);
  assert.match(stderr, /WARNING:root:\S+val\.rec has images with shorter sides other than the 28 /);
  const resized = tinyRunArguments(train, '--data-val', other, '--defaults', '1.3');
  for (const argv of [resized, tinyRunArguments(train, '--data-val', same)]) {
    const silent = await runCli(argv);
    assert.equal(silent.code, 0, silent.stderr);
    assert.doesNotMatch(silent.stderr, /shorter sides/);
  }
});

test('a damaged image is found and named, wherever it lies', async (t) => {
  const folder = temporaryFolder(t);
  const jpeg = Buffer.from(tinyRecords(1)[0]?.image as Buffer);
  const scrambled = plainPng(28, 5, 6, 7).fill(0xff, 45, 60);
  for (const [i, image] of [
    // These are seen before training, by their beginnings and ends.
    Buffer.from('no image at all'),
    plainPng(28, 1, 2, 3).subarray(0, 40),
    jpeg.subarray(0, 900),
    Buffer.from(jpeg).fill(0, 600, 800),
    // This one only when it is decoded.
    scrambled,
  ].entries()) {
    for (const place of [0, 21]) {
      const records = tinyRecords(24);
      records[place] = { image, label: 0, id: 4711 };
      const file = writeRecords(folder, 'train.rec', records);
      const offset = recordFile(records.slice(0, place)).length;
      const argv = tinyRunArguments(file, '--num-epochs', '2');
      const { code, stderr } = await runCli(argv);
      assert.equal(code, 3, `image ${i} at ${place}: ${stderr}`);
      const expected =
        image === scrambled
          ? `train.rec: the image 4711, at offset ${offset}, is damaged`
          : `(image 4711, offset ${offset})`;
      if (image !== scrambled) assert.doesNotMatch(stderr, /Epoch\[/);
      assert.ok(stderr.includes(expected), `image ${i} at ${place}: ${stderr}`);
    }
  }
});

test('an index that belongs to other records is refused', async (t) => {
  const folder = temporaryFolder(t);
  const argv = ['--data-train', fixture('data', 'fm3_val.rec'), '--data-train-idx'];
  const run = (index: string) => [...tinyRunArguments(''), ...argv, index];
  const index = readFileSync(fixture('data', 'fm3_val.idx'), 'utf8');
  const wrong = join(folder, 'wrong.idx');
  writeFileSync(wrong, index.replace(/\t0\n/, '\t4\n'));
  await assertDataError(folder, run(wrong), /wrong\.idx is not the index of .*fm3_val\.rec/);
  await assertDataError(folder, run(join(folder, 'none.idx')), /none\.idx does not exist/);
  await assertDataError(folder, run(fixture('data', 'fm3_val.lst')), /is not an index file/);
  const { code, stderr } = await runCli(run(fixture('data', 'fm3_val.idx')));
  assert.equal(code, 0, stderr);
});

test('fewer images than the batch has rows are trained and validated', async (t) => {
  const folder = temporaryFolder(t);
  for (const [train, validate] of [
    [1, 1],
    [2, 5],
    [7, 7],
    [8, 3],
    [9, 1],
    [5, 30],
  ] as const) {
    const argv = tinyRunArguments(
      writeRecords(folder, 'train.rec', tinyRecords(train)),
      '--data-val',
      writeRecords(folder, 'val.rec', tinyRecords(validate)),
    );
    for (const compat of [[], ['--compat', '--layer-before-fullc', 'relu2']]) {
      const { code, stderr } = await runCli([...argv, ...compat, '--num-epochs', '3']);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Epoch\[0\] Train-accuracy=[01]\.\d+\n/);
      assert.match(stderr, /Epoch\[0\] Validation-accuracy=[01]\.\d+\n/);
      if (validate < Math.min(train, 8)) {
        assert.match(stderr, new RegExp(`Validation of epoch 2: ${validate} images?\\n`));
      }
      const warning = /WARNING.*has only (one image|\d images): the batch size is reduced from 8/;
      if (train < 8) assert.match(stderr, warning);
      else assert.doesNotMatch(stderr, /WARNING.*batch size/);
    }
  }
});

test('fewer images than devices are refused', async (t) => {
  const folder = temporaryFolder(t);
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', tinyRecords(1)), '--cpus', '2');
  await assertDataError(folder, argv, /only one image, too few for 2 devices/);
});

test('images smaller than the input are enlarged, and it is said', async (t) => {
  const folder = temporaryFolder(t);
  const records = tinyRecords(16);
  for (const i of [2, 5, 6]) records[i] = { image: plainPng(20, 9, 99, 199), label: 1 };
  const { code, stderr } = await runCli(
    tinyRunArguments(writeRecords(folder, 'train.rec', records)),
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /WARNING.*3 of 16 images .*smaller than .*3,28,28.* will be enlarged/);
});

test('an image smaller than the crop is refused', async (t) => {
  const folder = temporaryFolder(t);
  const records = tinyRecords(16);
  records[7] = { image: plainPng(20, 9, 99, 199), label: 1 };
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', records));
  const crop = ['--min-crop-size', '18', '--max-crop-size', '24'];
  const reason = /--max-crop-size 24 is larger than the smallest image .* 20 pixels/;
  await assertDataError(folder, [...argv, ...crop], reason);
  const padded = await runCli([...argv, ...crop, '--pad-size', '2']);
  assert.equal(padded.code, 0, padded.stderr);
});

test('class names that do not fit are refused before training', async (t) => {
  const folder = temporaryFolder(t);
  const argv = tinyRunArguments(writeRecords(folder, 'train.rec', tinyRecords(16)));
  const names = join(folder, 'names.txt');
  writeFileSync(names, 'a\nb\n');
  await assertDataError(folder, [...argv, '--class-names', names], /2 class names.*3 classes/);
  writeFileSync(names, 'a\nb\nc\nd\n');
  await assertDataError(folder, [...argv, '--class-names', names], /4 class names/);
  await assertDataError(folder, [...argv, '--class-names', folder], /is a folder/);
  writeFileSync(names, '\uFEFFred car\r\n猫\r\n  c  \r\n');
  const { code, stderr } = await runCli([...argv, '--class-names', names]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Class names: red car, 猫, c \(from .*names\.txt\)/);
});
