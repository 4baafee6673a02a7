/** `catalogue.json` in the cache: how images become numbers for checkpoints that have no recipe beside them. */

import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FineTuneError } from '../errors.js';
import { writeFileAtomically } from '../files/atomic-write.js';
import * as json from '../files/json-shape.js';
import { Locked, LockFile } from '../files/lock-file.js';
import { isMissing, whyUnreadable } from '../files/readable.js';
import { cacheFolder } from '../runtime/search.js';
import { writing } from './partial-file.js';

/** What is known of a network's images and classes. What is not there is not known. */
export interface KnownRecipe {
  /** Class names in the order of the network's outputs. */
  classNames?: readonly string[] | undefined;
  imageShape?: readonly [channels: number, height: number, width: number] | undefined;
  rgbMean?: readonly [red: number, green: number, blue: number] | undefined;
  rgbStd?: readonly [red: number, green: number, blue: number] | undefined;
  /** The length of the shorter side before the centre is cut out; `null` leaves the size. */
  resize?: number | null | undefined;
}

/** A checkpoint in the file. */
export interface CatalogueEntry extends KnownRecipe {
  name: string;
  /** The length of the file of values: only those of this length are looked into. */
  bytes?: number | undefined;
}

/** Entries by the SHA-256 of the file of values. */
export type Catalogue = Record<string, CatalogueEntry>;

/** The version of the file's form. */
const FORMAT = 1;

const SHA256 = /^[0-9a-f]{64}$/;

const three =
  (isRight: (value: number) => boolean, wanted: string) => (value: unknown, path: string) => {
    const numbers = json.list(json.number)(value, path);
    const [first, second, third, ...more] = numbers;
    if (first === undefined || second === undefined || third === undefined || more.length > 0) {
      throw new RangeError(`${path} is not a list of three`);
    }
    if (!numbers.every(isRight)) throw new RangeError(`${path} is not ${wanted}`);
    return [first, second, third] as const;
  };

const isLength = (value: number) => Number.isSafeInteger(value) && value > 0;

const imageShape = (value: unknown, path: string) => {
  const shape = three(isLength, 'channels, height and width')(value, path);
  if (![1, 3, 4].includes(shape[0])) throw new RangeError(`${path} has not 1, 3 or 4 channels`);
  return shape;
};

const side: json.Shape<number> = (value, path) => {
  if (!isLength(json.count(value, path))) throw new RangeError(`${path} is not a length`);
  return value as number;
};

const CATALOGUE = json.object({
  format: json.count,
  checkpoints: json.dictionary(
    json.object({
      name: json.text,
      bytes: json.optional(json.count),
      classNames: json.optional(json.list(json.text)),
      imageShape: json.optional(imageShape),
      rgbMean: json.optional(three(Number.isFinite, 'three numbers')),
      rgbStd: json.optional(
        three((value) => Number.isFinite(value) && value !== 0, 'other than 0'),
      ),
      resize: json.optional(json.nullable(side)),
    }),
  ),
});

/** The file in a cache. */
export function catalogueFile(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), 'catalogue.json');
}

/**
 * Reads the file; one that is not there has no entries.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` when it is no catalogue, with the place that is wrong
 */
export async function readCatalogue(environment: NodeJS.ProcessEnv): Promise<Catalogue> {
  const file = catalogueFile(environment);
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return {};
    throw unusable(`${file} ${whyUnreadable(cause)}`, cause);
  }
  try {
    return parseCatalogue(JSON.parse(content));
  } catch (cause) {
    const reason = cause instanceof RangeError ? cause.message : 'it is no JSON text';
    throw unusable(`${file} is no catalogue of checkpoints: ${reason}`, cause);
  }
}

/**
 * Changes the file, which is there whole at any time.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` when it is no catalogue, `ERR_OUTPUT` when it cannot be written, or another
 * process changes it
 */
export async function changeCatalogue(
  environment: NodeJS.ProcessEnv,
  change: (catalogue: Catalogue) => Catalogue,
): Promise<void> {
  const file = catalogueFile(environment);
  await writing(file, () => mkdir(dirname(file), { recursive: true }));
  using _ = await lock(file);
  const checkpoints = change(await readCatalogue(environment));
  const text = `${JSON.stringify({ format: FORMAT, checkpoints }, null, 2)}\n`;
  await writing(file, () => writeFileAtomically(file, text));
}

async function lock(file: string): Promise<LockFile> {
  try {
    return await LockFile.acquire(`${file}.lock`);
  } catch (cause) {
    if (!(cause instanceof Locked)) throw cause;
    throw new FineTuneError(
      'ERR_OUTPUT',
      `another process is changing ${file}. Try again; if none is, remove ${cause.file}`,
      { cause },
    );
  }
}

function parseCatalogue(content: unknown): Catalogue {
  const { format, checkpoints } = CATALOGUE(content, '');
  if (format !== FORMAT) {
    throw new RangeError(`format is ${format}, and this version knows form ${FORMAT} only`);
  }
  for (const key of Object.keys(checkpoints)) {
    if (!SHA256.test(key)) throw new RangeError(`checkpoints.${key} is not named by a SHA-256`);
  }
  return checkpoints;
}

function unusable(problem: string, cause: unknown): FineTuneError {
  return new FineTuneError('ERR_OPTION', `${problem}. Correct it or remove it`, { cause });
}
