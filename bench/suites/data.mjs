// Packing images, and looking at record files.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from '../../scripts/lib/project.mjs';
import { median, takeTurns } from '../lib/compare.mjs';
import { opencv } from '../lib/peers.mjs';
import { node, Program, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const fixture = (...names) => join(ROOT, 'test', 'fixtures', ...names);

const WORKERS = 2;
const TURNS = 6;

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mxnet-finetune-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Widths of photographs, and how many are packed in a turn. */
const PHOTOS = {
  'as the web has them': { widths: [500, 600, 700, 800, 900, 1000, 1100, 1200], count: 1000 },
  'as cameras take them': { widths: [2592, 3264, 4032, 4608], count: 48 },
};

/** The same photograph in several sizes. */
async function writePhotos(folder, { widths, count }) {
  const lines = [];
  const photos = [];
  for (const width of widths) {
    const photo = sharp(fixture('photos', 'coffee.png')).resize({ width });
    photos.push(await photo.jpeg({ quality: 92 }).toBuffer());
  }
  for (let i = 0; i < count; i++) {
    const path = `${i}.jpg`;
    writeFileSync(join(folder, path), photos[i % photos.length]);
    lines.push(`${i}\t${i % 3}.000000\t${path}\n`);
  }
  writeFileSync(join(folder, 'photos.lst'), lines.join(''));
}

/** The im2rec.py that comes with MXNet, at equal options: by the clock, and what it costs all processors together. */
export async function pack() {
  const rows = [];
  for (const [kind, photos] of Object.entries(PHOTOS)) {
    const results = await inFolder((folder) => packPhotos(folder, photos));
    const both = (of) => ({ ours: of(results.ours), theirs: of(results.python) });
    const rates = both((turns) => median(turns.map(({ images, seconds }) => images / seconds)));
    const costs = both((turns) =>
      median(turns.map(({ images, processor }) => (1000 * processor) / images)),
    );
    rows.push(
      row(`Packing photographs ${kind}`, { ...rates, unit: 'images/s' }, { atLeast: 1.5 }),
      row('Processor time of one', { ...costs, unit: 'ms', digits: 2 }, { atMost: 0.67 }),
    );
  }
  return rows;
}

async function packPhotos(folder, photos) {
  await writePhotos(folder, photos);
  const args = [join(folder, 'photos.lst'), folder, 256, 95, WORKERS, TURNS];
  const commands = {
    python: python('im2rec.py', ...args, opencv()),
    ours: node('pack.mjs', ...args),
  };
  const results = await takeTurns(commands, TURNS);
  for (const { images } of Object.values(results).flat()) assert.equal(images, photos.count);
  return results;
}

/** 48,000 records of a kilobyte. */
export async function headers() {
  return await inFolder(async (folder) => {
    const file = join(folder, 'images.rec');
    const records = readFileSync(fixture('data', 'fm3_train.rec'));
    writeFileSync(file, Buffer.concat(Array.from({ length: 80 }, () => records)));
    const rates = [];
    for (let round = 0; round < 3; round++) {
      const program = new Program(node('headers.mjs', file));
      const { images, seconds } = JSON.parse(await program.line());
      rates.push(images / seconds);
      program.kill();
    }
    const values = { ours: median(rates), unit: 'records/s' };
    return [row('Looking at records before training', values, { atLeast: 50_000 })];
  });
}
