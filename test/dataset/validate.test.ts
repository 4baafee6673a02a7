import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validateData } from '../../src/index.js';
import { fields } from '../support/images.js';
import { type ImageRecord, plainPng, png, recordFile } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRunArguments } from '../support/tiny-run.js';

interface Finding {
  kind: string;
  severity: string;
  count: number;
  places: { path?: string; id?: string; offset?: number; reason?: string }[];
}

/** Pictures of which no two are equal. */
const clean = (id: number, label: number): ImageRecord => ({
  image: plainPng(28, id % 250, 7 * label, id >> 4),
  label,
  id,
});

/** Writes record file, index and list. */
function writeSet(folder: string, name: string, records: readonly ImageRecord[]): string {
  const offsets = records.map((_, i) => recordFile(records.slice(0, i)).length);
  const lines = records.map(({ id = 0, label = 0 }) => `${id}\t${label}.000000\t${pathOf(id)}\n`);
  writeFileSync(join(folder, `${name}.rec`), recordFile(records));
  writeFileSync(join(folder, `${name}.lst`), lines.join(''));
  const index = records.map(({ id }, i) => `${id}\t${offsets[i]}\n`);
  writeFileSync(join(folder, `${name}.idx`), index.join(''));
  return join(folder, `${name}.rec`);
}

/** Its beginning and its end are right; only decoding tells. */
const brokenPng = (): Buffer => plainPng(28, 5, 6, 7).fill(0xff, 45, 60);

const pathOf = (id: number): string => `photos/${id}.jpg`;

async function findingsOf(...argv: string[]): Promise<{ code: number; findings: Finding[] }> {
  const { code, stdout, stderr } = await runCli(['validate', ...argv, '--json']);
  assert.equal(stderr, '');
  return { code, findings: JSON.parse(stdout).findings };
}

test('every fault of a set is found in one pass, with its path and its offset', async (t) => {
  const folder = temporaryFolder(t);
  const jpeg = await fields(60, 40).jpeg().toBuffer();
  const hugePng = plainPng(28, 1, 1, 1);
  hugePng.writeUInt32BE(100_000, 16);
  hugePng.writeUInt32BE(100_000, 20);
  /** By the kinds of the findings. */
  const faults: [kind: string, image: Buffer][] = [
    ['damaged', jpeg.subarray(0, jpeg.length - 40)],
    ['damaged', plainPng(28, 3, 2, 1).subarray(0, 60)],
    ['damaged', Buffer.from('this is a text, not a picture')],
    ['damaged', Buffer.alloc(0)],
    ['damaged', brokenPng()],
    ['damaged', hugePng],
    ['gray', png(28, 28, (x) => [x])],
    ['cmyk', await fields(60, 40).toColourspace('cmyk').jpeg().toBuffer()],
    ['deep', await fields(60, 40).toColourspace('rgb16').png().toBuffer()],
    ['transparent', await fields(60, 40).ensureAlpha(0.5).png().toBuffer()],
    ['small', plainPng(9, 9, 9, 9)],
  ];
  const records = Array.from({ length: 60 }, (_, i) => clean(i, i % 3 === 0 ? 1 : 0));
  for (const [i, [, image]] of faults.entries()) records.push({ image, label: 0, id: 100 + i });
  records.push({ ...clean(200, 0), label: 9 });
  records.push({ ...clean(201, 2), label: 2 });
  const train = writeSet(folder, 'train', records);
  const leaked = records[5]?.image as Buffer;
  const validation = writeSet(folder, 'val', [{ image: leaked, label: 0, id: 0 }, clean(220, 1)]);
  const list = join(folder, 'train.lst');
  const lines = records.map(
    ({ id, label }) => `${id}\t${id === 7 ? 1 : label}.0\tphotos/${id}.jpg\n`,
  );
  writeFileSync(list, lines.join(''));
  writeFileSync(join(folder, 'train.idx'), '0\t0\n1\t8\n');

  const { code, findings } = await findingsOf(
    ...['--data-train', train, '--data-train-idx', join(folder, 'train.idx')],
    ...['--data-val', validation, '--num-classes', '4', '--image-shape', '3,28,28', '--deep'],
  );
  assert.equal(code, 3);
  const has = (kind: string, id: number) => {
    const offset = recordFile(
      records.slice(
        0,
        records.findIndex((one) => one.id === id),
      ),
    ).length;
    const places = findings.filter((finding) => finding.kind === kind).flatMap((f) => f.places);
    const place = places.find((one) => one.id === String(id));
    assert.ok(place, `${kind} of image ${id}: ${JSON.stringify(findings)}`);
    assert.equal(place.offset, offset);
    assert.equal(place.path, pathOf(id));
  };
  for (const [i, [kind]] of faults.entries()) has(kind, 100 + i);
  has('label', 200);
  has('list', 7);
  const kinds = findings.map(({ kind }) => kind);
  for (const kind of ['index', 'leak', 'empty-class', 'one-image-class', 'imbalance']) {
    assert.ok(kinds.includes(kind), `${kind}: ${kinds}`);
  }
  const leak = findings.find(({ kind }) => kind === 'leak');
  assert.equal(leak?.count, 1);
  assert.match(leak.places[0]?.reason ?? '', /photos\/5\.jpg/);
  assert.equal(findings.find(({ kind }) => kind === 'damaged')?.count, 6, 'and no more');
});

test('nothing is said of a clean set', async (t) => {
  const folder = temporaryFolder(t);
  const train = writeSet(
    folder,
    'train',
    Array.from({ length: 30 }, (_, i) => clean(i, i % 3)),
  );
  const validation = writeSet(
    folder,
    'val',
    Array.from({ length: 9 }, (_, i) => clean(100 + i, i % 3)),
  );
  const argv = ['--data-train', train, '--data-train-idx', join(folder, 'train.idx')];
  const shape = ['--image-shape', '3,28,28', '--deep'];
  const { code, findings } = await findingsOf(...argv, '--data-val', validation, ...shape);
  assert.deepEqual(findings, []);
  assert.equal(code, 0);
  const { stdout } = await runCli(['validate', ...argv, ...shape]);
  assert.match(stdout, /train\.rec: 30 images of 3 classes\n0 errors, 0 warnings, 0 notes\n$/);
});

test('images that are skipped leave counts, labels and results alike', async (t) => {
  const folder = temporaryFolder(t);
  const env = { ...process.env, MXNET_FINETUNE_CACHE: join(folder, 'cache') };
  const good = Array.from({ length: 24 }, (_, i) => clean(i, i % 3));
  const bad = [
    { image: Buffer.from('no image'), label: 0, id: 90 },
    { image: brokenPng(), label: 1, id: 91 },
  ];
  const mixed = [...good.slice(0, 5), ...bad, ...good.slice(5)];
  const run = async (name: string, records: readonly ImageRecord[], ...more: string[]) => {
    const file = writeSet(folder, name, records);
    const argv = [...tinyRunArguments(file, '--data-val', file), '--num-epochs', '2', ...more];
    return await runCli(argv, { env });
  };
  assert.equal((await run('mixed', mixed)).code, 3);
  const skipped = await run('mixed', mixed, '--on-bad-image', 'skip');
  const without = await run('good', good);
  assert.equal(skipped.code, 0, skipped.stderr);
  assert.equal(without.code, 0, without.stderr);
  assert.match(skipped.stderr, /WARNING.*2 of 26 images .* are damaged: .*They are left out/);
  assert.match(skipped.stderr, /mixed\.rec: 24 images, by class 8, 8, 8/);
  const results = (text: string) => text.match(/Epoch\[\d\] (Train|Validation)-.*\n/g);
  assert.deepEqual(results(skipped.stderr), results(without.stderr));
  assert.equal(results(without.stderr)?.length, 4);
  shown(t, 'on-bad-image');
});

test('what can be looked at is said when options are missing', async () => {
  const { code, stderr } = await runCli(['validate']);
  assert.equal(code, 2);
  assert.match(stderr, /either --data or --data-train is needed/);
});

test('a program learns what the command says, is told of each decoded image, and can stop it', async (t) => {
  const folder = temporaryFolder(t);
  const records = [...Array.from({ length: 6 }, (_, i) => clean(i, i % 3))];
  records.push({ image: brokenPng(), label: 0, id: 6 });
  const dataTrain = writeSet(folder, 'train', records);
  const options = { dataTrain, imageShape: '3,28,28', deep: true };
  let decoded = 0;
  const report = await validateData(options, { onImage: () => decoded++ });
  const { code, stdout } = await runCli([
    ...['validate', '--data-train', dataTrain, '--image-shape', '3,28,28', '--deep', '--json'],
  ]);
  assert.equal(code, 3);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(report)));
  assert.equal(report.ok, false);
  assert.equal(decoded, 7);
  const [damaged] = report.findings.filter(({ severity }) => severity === 'error');
  assert.deepEqual([damaged?.kind, damaged?.places[0]?.path], ['damaged', pathOf(6)]);
  assert.deepEqual(
    report.sets.map(({ file, images }) => [file, images]),
    [[dataTrain, 6]],
  );
  await assert.rejects(validateData(options, { signal: AbortSignal.abort('enough') }), (reason) => {
    assert.equal(reason, 'enough');
    return true;
  });
  await assert.rejects(validateData({ deep: true }), { code: 'ERR_OPTION' });
});
