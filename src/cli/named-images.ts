/** The images of a command line, to be read one after another. */

import { readWhole } from '../files/readable.js';
import { type NamedImage, namedImage } from '../report/named-image.js';
import { imageNames, STANDARD_INPUT } from './image-names.js';
import type { Io } from './io.js';

/** Files, the images in folders, and standard input, in the order in which they are named. */
export async function* namedImages(
  io: Io,
  arguments_: readonly string[],
): AsyncGenerator<NamedImage> {
  for (const argument of arguments_) {
    for (const name of await imageNames(argument)) {
      yield namedImage(name, async () =>
        name === STANDARD_INPUT ? await readAll(io) : await readWhole(name),
      );
    }
  }
}

async function readAll({ stdin }: Io): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin?.() ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}
