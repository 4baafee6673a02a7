/** Sets images apart to measure with. */

import { PythonRandom } from '../numeric/python-random.js';
import type { FolderImage, FolderImages } from './folder-images.js';

/**
 * Takes a share of each class, at random. A class of several images keeps at least one on each side, and equal images stay
 * on the same.
 *
 * @param share - above 0 and below 1
 */
export function splitImages(
  images: readonly FolderImage[],
  share: number,
  seed: number,
): Required<FolderImages> & { validation: FolderImage[] } {
  const random = new PythonRandom(seed);
  const chosen = new Set<FolderImage>();
  for (const ofClass of grouped(images, ({ label }) => label)) {
    const wanted = Math.min(Math.max(1, Math.round(ofClass.length * share)), ofClass.length - 1);
    const groups = grouped(ofClass, ({ digest }) => digest);
    random.shuffle(groups);
    let taken = 0;
    for (const group of groups) {
      if (taken + group.length > wanted) continue;
      taken += group.length;
      for (const image of group) chosen.add(image);
    }
  }
  return {
    train: images.filter((image) => !chosen.has(image)),
    validation: images.filter((image) => chosen.has(image)),
  };
}

function grouped(
  images: readonly FolderImage[],
  keyOf: (image: FolderImage) => number | string,
): FolderImage[][] {
  const groups = new Map<number | string, FolderImage[]>();
  for (const image of images) {
    const group = groups.get(keyOf(image));
    if (group === undefined) groups.set(keyOf(image), [image]);
    else group.push(image);
  }
  return [...groups.values()];
}
