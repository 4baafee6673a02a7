/** Which kinds of images libmxnet's iterator reads, and how. */

import { FineTuneError, MXNetError } from '../errors.js';
import { decodeImage } from '../io/decode-image.js';
import type { ImageFacts } from '../io/image-facts.js';
import { features } from '../runtime/features.js';
import { openLibrary } from '../runtime/library.js';

/** What every build reads. */
const ALWAYS = ['jpeg', 'png', 'bmp', 'pnm'];

/** Asks the library, when it can be opened; otherwise what the builds on PyPI do is taken. */
export class FormatSupport {
  readonly #read: Map<string, boolean> = new Map(ALWAYS.map((format) => [format, true]));
  #library: Promise<boolean> | undefined;
  #turnsJpeg: boolean | undefined;

  /** Whether it is known already that an image is read, and as it lies. */
  isPlain({ format, orientation }: ImageFacts): boolean {
    return orientation === 1 && this.#read.get(format) === true;
  }

  /**
   * Whether images of a format can be read.
   *
   * @param read - gives one of them
   */
  async reads(format: string, read: () => Promise<Buffer>): Promise<boolean> {
    let isRead = this.#read.get(format);
    if (isRead === undefined) {
      isRead = (await this.#hasLibrary()) && (await isDecoded(await read()));
      this.#read.set(format, isRead);
    }
    return isRead;
  }

  /** Whether images of a format come upright when their EXIF data say how they lie. */
  async turns(format: string): Promise<boolean> {
    if (format !== 'jpeg') return false;
    // This decoder knows nothing of EXIF.
    this.#turnsJpeg ??= !(await this.#hasLibrary()) || features()?.get('LIBJPEG_TURBO') !== true;
    return this.#turnsJpeg;
  }

  /** Most data need no library to be judged, and it takes its time to open. */
  async #hasLibrary(): Promise<boolean> {
    this.#library ??= openLibrary().then(
      () => true,
      (error) => (error instanceof MXNetError ? false : Promise.reject(error)),
    );
    return await this.#library;
  }
}

async function isDecoded(image: Buffer): Promise<boolean> {
  try {
    (await decodeImage(image, 3)).dispose();
    return true;
  } catch (error) {
    if (error instanceof FineTuneError) return false;
    throw error;
  }
}
