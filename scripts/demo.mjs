// The whole way, from a fresh clone to a model that predicts: fine-tunes a small residual network, which MXNet has
// trained on ten classes of clothing, on three classes of pictures, and asks it what some pictures show.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMAND, ROOT, run, say } from './lib/project.mjs';
import { buildAddon, compile, fetchLibrary, installPackages } from './lib/steps.mjs';
import { requireTools } from './lib/tools.mjs';

const FIXTURES = join(ROOT, 'test', 'fixtures');
const OUTPUT = join(ROOT, 'demo-output');
const PREFIX = join(OUTPUT, 'clothing');

requireTools();
installPackages();
buildAddon();
compile();
fetchLibrary();

rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(OUTPUT, { recursive: true });

say('fine-tuning test/fixtures/models/resnet20 on 600 images of 3 classes');
run(process.execPath, [
  COMMAND,
  'train',
  ...['--pretrained-model', join(FIXTURES, 'models', 'resnet20'), '--load-epoch', '1'],
  ...['--begin-epoch', '0', '--num-epochs', '3', '--lr-step-epochs', '2'],
  ...['--data-train', join(FIXTURES, 'data', 'fm3_train.rec')],
  ...['--data-val', join(FIXTURES, 'data', 'fm3_val.rec')],
  ...['--num-classes', '3', '--image-shape', '3,28,28', '--batch-size', '16'],
  ...['--lr', '0.01', '--mom', '0.9', '--wd', '0.0001'],
  ...['--model-prefix', PREFIX],
]);

say('predicting six images that it has not seen');
const images = await extractImages(join(FIXTURES, 'data', 'fm3_val.rec'), 6);
run(process.execPath, [COMMAND, 'predict', PREFIX, ...images, '--top-k', '3']);

say(`everything lies in ${OUTPUT}:`);
for (const [file, description] of [
  ['clothing-symbol.json', 'the network with its new head'],
  ['clothing-0001.params … 0003.params', 'its values after each epoch'],
  ['clothing-finetune.json', 'class names and preprocessing'],
  ['clothing.log', 'the log of the training'],
  ['*.jpg', 'the images that were predicted'],
]) {
  console.error(`    ${file.padEnd(36)}${description}`);
}

/** The first images of a record file as files, named by what they show. */
async function extractImages(recordFile, count) {
  const lib = (path) => import(pathToFileURL(join(ROOT, 'lib', path)).href);
  const { scanRecords } = await lib('recordio/scan.js');
  const { parseImageHeader } = await lib('recordio/image-header.js');
  const names = ['dress', 'sandal', 'bag'];
  const files = [];
  for await (const { head, length } of scanRecords(recordFile)) {
    if (files.length === count) break;
    const header = parseImageHeader(head);
    // The images are small enough to lie wholly in what was read.
    if (header === undefined || head.length < length) continue;
    const file = join(OUTPUT, `${names[header.labels[0]]}-${header.id}.jpg`);
    writeFileSync(file, head.subarray(header.imageOffset));
    files.push(file);
  }
  return files;
}
