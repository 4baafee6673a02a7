/** The images of a command line, to be read one after another. */

import { addAbortSignal, Readable } from 'node:stream';
import { readWhole } from '../files/readable.js';
import { type NamedImage, namedImage } from '../report/named-image.js';
import { imageNames, STANDARD_INPUT } from './image-names.js';
import type { Io, Session } from './io.js';

/** Files, the images in folders, and standard input, in the order in which they are named. */
export async function* namedImages(
  session: Session,
  arguments_: readonly string[],
): AsyncGenerator<NamedImage> {
  for (const argument of arguments_) {
    for (const name of await imageNames(session, argument)) {
      yield namedImage(name, async () =>
        name === STANDARD_INPUT ? await readAll(session) : await readWhole(name),
      );
    }
  }
}

/** @throws the signal's reason */
async function readAll({ stdin, signal }: Io): Promise<Buffer> {
  const source = stdin?.() ?? [];
  // Whoever types nothing may still want to end it.
  if (source instanceof Readable) addAbortSignal(signal, source);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of source) chunks.push(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}
