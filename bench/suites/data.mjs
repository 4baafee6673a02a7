// Packing images, and looking at record files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from '../../scripts/lib/project.mjs';
import { median, takeTurns } from '../lib/compare.mjs';
import { node, Program, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const fixture = (...names) => join(ROOT, 'test', 'fixtures', ...names);

const IMAGES = 300;
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

/** The same photograph in several sizes, as cameras and the web have them. */
async function writePhotos(folder) {
  const lines = [];
  for (let i = 0; i < IMAGES; i++) {
    const path = `${i}.jpg`;
    const photo = sharp(fixture('photos', 'coffee.png')).resize({ width: 500 + (i % 8) * 100 });
    await photo.jpeg({ quality: 92 }).toFile(join(folder, path));
    lines.push(`${i}\t${i % 3}.000000\t${path}\n`);
  }
  writeFileSync(join(folder, 'photos.lst'), lines.join(''));
}

/** At equal options and with as many images at once. */
export async function pack() {
  return await inFolder(async (folder) => {
    await writePhotos(folder);
    const args = [join(folder, 'photos.lst'), folder, 256, 95, WORKERS, TURNS];
    const commands = { python: python('pack.py', ...args), ours: node('pack.mjs', ...args) };
    const results = await takeTurns(commands, TURNS);
    const rate = (side) => median(results[side].map(({ images, seconds }) => images / seconds));
    const values = { ours: rate('ours'), theirs: rate('python'), unit: 'images/s' };
    return [row('Packing photographs, two at once', values, { atLeast: 1.5 })];
  });
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
