/** Labelled images for tests of evaluations. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixture } from './paths.js';
import { imagesOf } from './record-bytes.js';

/** The record file with 150 pictures of three kinds of clothing. */
export const VALIDATION: string = fixture('data', 'fm3_val.rec');

/** How {@link CLOTHES} calls the classes 0, 1 and 2 of {@link VALIDATION}. */
export const VALIDATION_CLASSES: readonly string[] = ['dress', 'sandal', 'bag'];

/** One of its images. */
export interface ListedImage {
  image: Buffer;
  id: number;
  label: number;
  path: string;
}

/** All of them, in the order of the file. */
export function validationImages(): ListedImage[] {
  const lines = readFileSync(fixture('data', 'fm3_val.lst'), 'utf8').trimEnd().split('\n');
  return imagesOf(readFileSync(VALIDATION)).map((image, i) => {
    const [id, label, path = ''] = (lines[i] as string).split('\t');
    return { image, id: Number(id), label: Number(label), path };
  });
}

/** Writes the first images of some classes into folders that have their names. */
export function writeClassFolders(root: string, classes: readonly string[], each: number): void {
  const counts = new Map<string, number>();
  for (const { image, label } of validationImages()) {
    const name = VALIDATION_CLASSES[label] as string;
    const count = counts.get(name) ?? 0;
    if (!classes.includes(name) || count === each) continue;
    counts.set(name, count + 1);
    const file = join(root, name, `${count}.png`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, image);
  }
}

/** A file with one text a line. */
export function writeLines(file: string, lines: readonly string[]): string {
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
