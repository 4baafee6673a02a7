/** Looks at a folder of images, and tells everything that is wrong with it at once. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pMapIterable } from 'p-map';
import { readWhole } from '../files/readable.js';
import { decodeFault } from '../packing/decoding.js';
import { checkImage } from './check-image.js';
import type { WholeImage } from './equal-images.js';
import { openImage } from './file-image.js';
import type { Finding } from './finding.js';
import { Fingerprints, fingerprint } from './fingerprint.js';
import type { FolderPart } from './folder-layout.js';
import { isNamedRightly } from './image-endings.js';
import { type ImageProblem, ImageProblems } from './image-problems.js';
import { type ImageNeeds, traitsOf } from './image-traits.js';

/** How {@link examineFolder} looks. */
export interface FolderOptions {
  imageShape: ImageNeeds['imageShape'];
  /** Decode every image. */
  deep: boolean;
  signal?: AbortSignal | undefined;
  /** Told after each image. */
  onImage?: (() => void) | undefined;
}

/** A folder in numbers. */
export interface FolderReport {
  root: string;
  /** Images that can be used, as far as they were looked at, by class. */
  counts: Map<string, number>;
  /** By the paths of the images. */
  prints: Fingerprints<string>;
  findings: Finding[];
}

/** What one image is like. */
interface Seen {
  path: string;
  className: string;
  print: number | undefined;
  problems: [kind: ImageProblem, reason: string | undefined][];
}

/** Reads at once: waiting for a disk takes no processor. */
const CONCURRENCY = 4 * availableParallelism();

/** Looks at the images of a folder, whose classes are known. */
export async function examineFolder(
  { root, classes }: FolderPart,
  options: FolderOptions,
): Promise<FolderReport> {
  const problems = new ImageProblems();
  const prints = new Fingerprints<string>();
  const counts = new Map(classes.map(({ name }) => [name, 0]));
  const images = classes.flatMap(({ name, images }) => images.map((path) => ({ name, path })));
  const look = ({ name, path }: (typeof images)[number]) => lookAt(root, name, path, options);
  for await (const seen of pMapIterable(images, look, { concurrency: CONCURRENCY })) {
    options.signal?.throwIfAborted();
    options.onImage?.();
    const { path, className, print } = seen;
    for (const [kind, reason] of seen.problems) problems.add(kind, { path, reason });
    if (print === undefined) continue;
    prints.add(print, path);
    counts.set(className, (counts.get(className) ?? 0) + 1);
  }
  const imageShape = options.imageShape.join(',');
  const set = { file: root, total: images.length, numClasses: classes.length, imageShape };
  return { root, counts, prints, findings: problems.findings(set) };
}

async function lookAt(
  root: string,
  className: string,
  path: string,
  { imageShape, deep }: FolderOptions,
): Promise<Seen> {
  const damaged = (reason: string): Seen => {
    return { path, className, print: undefined, problems: [['damaged', reason]] };
  };
  const image = await openImage(join(root, path));
  if (typeof image === 'string') return damaged(image);
  const { facts, damage } = await checkImage(image);
  const fault = deep ? await decodeFault(await image.read(image.length)) : undefined;
  const reason = damage ?? fault;
  if (reason !== undefined || facts === undefined) return damaged(reason ?? 'no image');
  // Images of folders are turned upright when they are packed.
  const problems = traitsOf(facts, { numClasses: undefined, imageShape }, true);
  if (!isNamedRightly(path, facts.format)) {
    problems.push(['wrong-ending', facts.format.toUpperCase()]);
  }
  return {
    path,
    className,
    print: fingerprint(image.beginning, image.end, image.length),
    problems,
  };
}

/** Reads an image of a folder again, to compare it. */
export async function readImage(root: string, path: string): Promise<WholeImage> {
  const [folder = ''] = path.split('/');
  return { bytes: await readWhole(join(root, path)), label: `class ${folder}`, place: { path } };
}
