/** Which kinds of images libmxnet's iterator reads, and how. */

import { FineTuneError, MXNetError } from '../errors.js';
import { decodeImage } from '../io/decode-image.js';
import { features } from '../runtime/features.js';
import { openLibrary } from '../runtime/library.js';

/** What every build reads. */
const ALWAYS = ['jpeg', 'png', 'bmp', 'pnm'];

/** Asks the library, when it can be opened; otherwise what the builds on PyPI do is taken. */
export class FormatSupport {
  readonly #known: Map<string, boolean> = new Map(ALWAYS.map((format) => [format, true]));
  readonly #hasLibrary: boolean;

  private constructor(hasLibrary: boolean) {
    this.#hasLibrary = hasLibrary;
  }

  static async create(): Promise<FormatSupport> {
    try {
      await openLibrary();
      return new FormatSupport(true);
    } catch (error) {
      if (error instanceof MXNetError) return new FormatSupport(false);
      throw error;
    }
  }

  /**
   * Whether images of a format can be read.
   *
   * @param read - gives one of them
   */
  async reads(format: string, read: () => Promise<Buffer>): Promise<boolean> {
    let isRead = this.#known.get(format);
    if (isRead === undefined) {
      isRead = this.#hasLibrary && (await isDecoded(await read()));
      this.#known.set(format, isRead);
    }
    return isRead;
  }

  /** Whether images of a format come upright when their EXIF data say how they lie. */
  turns(format: string): boolean {
    if (format !== 'jpeg') return false;
    // This decoder knows nothing of EXIF.
    return !this.#hasLibrary || features()?.get('LIBJPEG_TURBO') !== true;
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
