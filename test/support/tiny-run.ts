/** The smallest runs of the command line: a multi-layer perceptron on a few images. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture } from './paths.js';
import { type ImageRecord, imagesOf, recordFile } from './record-bytes.js';

const IMAGES = imagesOf(readFileSync(fixture('data', 'fm3_val.rec')));

/** Images of 28×28 pixels with labels 0, 1, 2, 0, … */
export function tinyRecords(count: number): ImageRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    image: IMAGES[i % IMAGES.length] as Buffer,
    label: i % 3,
    id: 1000 + i,
  }));
}

/** Writes a record file and gives its name. */
export function writeRecords(
  folder: string,
  name: string,
  records: readonly ImageRecord[],
): string {
  const file = join(folder, name);
  writeFileSync(file, recordFile(records));
  return file;
}

/** Arguments of a run of one epoch on `dataTrain`. A later option counts. */
export function tinyRunArguments(dataTrain: string, ...more: string[]): string[] {
  return [
    ...['--pretrained-model', fixture('models', 'mlp'), '--load-epoch', '1'],
    ...['--begin-epoch', '0', '--num-epochs', '1', '--num-classes', '3'],
    ...['--data-train', dataTrain, '--image-shape', '3,28,28', '--rgb-std', '255,255,255'],
    ...['--batch-size', '8', '--data-nthreads', '1'],
    ...more,
  ];
}
