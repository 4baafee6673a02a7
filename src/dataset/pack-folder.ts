/** A folder of images as record files, packed once. */

import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checksumOfContent } from '../files/checksum.js';
import { readWhole } from '../files/readable.js';
import { makeStaging, moveIntoPlace, removeAbandoned } from '../files/staging.js';
import { PythonRandom } from '../numeric/python-random.js';
import { type LeftOut, PACK_DEFAULTS, type PackContext, packList } from '../packing/pack-list.js';
import { isListable, type ListItem, listText } from '../recordio/list-file.js';
import { examineFolder } from './examine-folder.js';
import type { Finding } from './finding.js';
import { type FolderImage, type FolderImages, folderImages } from './folder-images.js';
import type { FolderLayout } from './folder-layout.js';
import { ImageProblems } from './image-problems.js';
import { splitImages } from './split-images.js';

/** How a folder is packed. */
export interface FolderPacking {
  /** Length of the shorter side; 0 leaves the size. */
  resize: number;
  /** Of JPEG: 1 to 100. */
  quality: number;
  /** Share of the images that is set apart to measure with. */
  valSplit: number | undefined;
  /** Of the order, and of what is set apart. */
  seed: number;
}

/** Record files, each with its index and list beside it. */
export interface PackedFolder {
  train: string;
  validation: string | undefined;
  /** What is wrong with the images: told again whenever the files are used. */
  findings: Finding[];
}

/** How far the packing is. */
export interface PackProgress {
  /** Images that have been packed or left out. */
  done: number;
  total: number;
}

/** How {@link packFolder} talks to its surroundings. */
export interface FolderPackingContext {
  /** The folder of everything that is kept. */
  cache: string;
  signal?: AbortSignal | undefined;
  /** Told when images have to be packed, with their number. */
  onStart?: (images: number) => void;
  /** Told after each image. */
  onProgress?: ((progress: PackProgress) => void) | undefined;
}

/** Raised when equal images are packed into other bytes. */
const FORMAT = 1;

/** What is written last. */
const FINDINGS = 'findings.json';

/** What packing does away with, or tells by itself. */
const NOT_KEPT: ReadonlySet<string> = new Set(['damaged', 'gray', 'small']);

/**
 * Packs a folder into the cache, or finds what was packed of the same images in the same way.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when no image can be packed; the signal's reason
 */
export async function packFolder(
  layout: FolderLayout,
  packing: FolderPacking,
  { cache, signal, onStart = () => {}, onProgress = () => {} }: FolderPackingContext,
): Promise<PackedFolder> {
  const images = await folderImages(layout, cache, signal);
  const target = join(
    cache,
    'folders',
    checksumOfContent(JSON.stringify([FORMAT, packing, images])),
  );
  const isComplete = (): boolean => existsSync(join(target, FINDINGS));
  if (!isComplete()) {
    const total = images.train.length + (images.validation?.length ?? 0);
    let done = 0;
    const onImage = () => onProgress({ done: ++done, total });
    onStart(total);
    await mkdir(join(cache, 'folders'), { recursive: true });
    await removeAbandoned(target);
    const staging = await makeStaging(target);
    try {
      await packInto(staging, layout, images, packing, { signal, onImage });
      await moveIntoPlace(staging, target, isComplete);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  const validation = join(target, 'val.rec');
  return {
    train: join(target, 'train.rec'),
    validation: existsSync(validation) ? validation : undefined,
    findings: JSON.parse((await readWhole(join(target, FINDINGS))).toString('utf8')),
  };
}

async function packInto(
  folder: string,
  layout: FolderLayout,
  images: FolderImages,
  packing: FolderPacking,
  context: PackContext,
): Promise<void> {
  const { valSplit, seed } = packing;
  const { train, validation } =
    valSplit === undefined ? images : splitImages(images.train, valSplit, seed);
  const shuffled = [...train];
  new PythonRandom(seed).shuffle(shuffled);
  const leftOut: LeftOut[] = [];
  for (const [name, part] of [
    ['train', shuffled],
    ['val', validation],
  ] as const) {
    if (part === undefined || part.length === 0) continue;
    leftOut.push(...(await packPart(join(folder, name), layout.root, part, packing, context)));
  }
  const findings = [
    ...damage(layout.root, leftOut, images),
    ...(await traits(layout, context.signal)),
  ];
  await writeFile(join(folder, FINDINGS), JSON.stringify(findings));
}

async function packPart(
  prefix: string,
  root: string,
  images: readonly FolderImage[],
  { resize, quality }: FolderPacking,
  context: PackContext,
): Promise<LeftOut[]> {
  const items: ListItem[] = [];
  const leftOut: LeftOut[] = [];
  for (const { label, path } of images) {
    if (isListable(path)) items.push({ index: items.length, labels: [label], path });
    else leftOut.push({ path, reason: 'a list cannot hold this name' });
  }
  const options = { ...PACK_DEFAULTS, resize, quality };
  const packed = await packList(`${prefix}.rec`, items, root, options, { ...context, name: root });
  const without = new Set(packed.leftOut.map(({ path }) => path));
  const kept = items.filter(({ path }) => !without.has(path));
  await writeFile(`${prefix}.lst`, listText(kept));
  return [...leftOut, ...packed.leftOut];
}

function damage(root: string, leftOut: readonly LeftOut[], images: FolderImages): Finding[] {
  const problems = new ImageProblems();
  for (const { path, reason } of leftOut) problems.add('damaged', { path, reason });
  const total = images.train.length + (images.validation?.length ?? 0);
  return problems.findings({ file: root, total, numClasses: undefined, imageShape: '' });
}

/** What the packed images do not show any more. */
async function traits(
  { train, validation }: FolderLayout,
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const part of [train, validation]) {
    if (part === undefined) continue;
    const options = { imageShape: [3, 1, 1], deep: false, signal } as const;
    findings.push(...(await examineFolder(part, options)).findings);
  }
  return findings.filter(({ kind }) => !NOT_KEPT.has(kind));
}
