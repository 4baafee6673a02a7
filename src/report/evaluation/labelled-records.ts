/** The images of a record file, with their labels. */

import { basename } from 'node:path';
import { listFolders } from '../../dataset/list-folders.js';
import { FineTuneError } from '../../errors.js';
import { isMissing } from '../../files/readable.js';
import { parseImageHeader } from '../../recordio/image-header.js';
import { type ListItem, readList } from '../../recordio/list-file.js';
import { PayloadReader } from '../../recordio/payload-reader.js';
import { listFile } from '../../recordio/record-file.js';
import { type Damage, type ScannedRecord, scanAll } from '../../recordio/scan.js';
import type { LabelledData, LabelledImage } from './labelled-data.js';

/**
 * Opens a record file.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it, or the list beside it, cannot be read
 */
export async function openRecords(
  file: string,
  classNames: readonly string[] | undefined,
): Promise<LabelledData> {
  const list = listFile(file);
  // A name without an ending must not be taken for the list itself.
  const listed = list === file ? undefined : await tryList(list);
  const names = await namesOf(classNames, list, listed);
  // Tells at once why it cannot be read.
  for await (const _ of scanAll(file)) break;
  const payloads = await PayloadReader.open(file);
  return {
    path: file,
    names,
    areNumbers: classNames === undefined,
    count: listed?.size,
    notes: [],
    images: () => new Records(file, payloads, list, listed).images(),
    [Symbol.asyncDispose]: () => payloads[Symbol.asyncDispose](),
  };
}

/** By the number of the record. */
type Listed = ReadonlyMap<number, ListItem>;

async function tryList(list: string): Promise<Listed | undefined> {
  try {
    return new Map((await readList(list)).map((item) => [item.index, item]));
  } catch (error) {
    if (error instanceof FineTuneError && isMissing(error.cause)) return undefined;
    throw error;
  }
}

async function namesOf(
  given: readonly string[] | undefined,
  list: string,
  listed: Listed | undefined,
): Promise<LabelledData['names']> {
  if (given !== undefined) return new Map(given.map((name, label) => [label, [name]]));
  const folders = listed && (await listFolders(list));
  // One folder for several classes says nothing.
  if (folders === undefined || new Set(folders.values()).size < folders.size) return undefined;
  // `cats/white` and `dogs/white` may be known by their whole paths.
  return new Map([...folders].map(([label, path]) => [label, [path, basename(path)]]));
}

/** Reads records with the help of their list. */
class Records {
  readonly #file: string;
  readonly #payloads: PayloadReader;
  readonly #list: string;
  readonly #listed: Listed | undefined;

  constructor(file: string, payloads: PayloadReader, list: string, listed: Listed | undefined) {
    this.#file = file;
    this.#payloads = payloads;
    this.#list = list;
    this.#listed = listed;
  }

  async *images(): AsyncGenerator<LabelledImage> {
    for await (const found of scanAll(this.#file)) {
      yield 'reason' in found ? damagedImage(found) : await this.#image(found);
    }
  }

  async #image({ offset, head, length }: ScannedRecord): Promise<LabelledImage> {
    // Long lists of labels do not fit into what was looked at.
    const header = parseImageHeader(head) ?? parseImageHeader(await this.#payloads.read(offset));
    if (header === undefined) {
      const reason = `has a record of ${length} bytes, without room for a header`;
      return damagedImage({ offset, end: offset, reason });
    }
    const { id, labels, imageOffset } = header;
    const [label = 0, ...more] = labels;
    if (more.length > 0) {
      throw this.#wrong(`the record at offset ${offset} has ${labels.length} labels, not one`);
    }
    const item = this.#listed?.get(Number(id));
    if (item !== undefined && Math.fround(item.labels[0] ?? Number.NaN) !== label) {
      throw this.#wrong(
        `the image ${id} has the label ${label}, but ${item.labels.join(' and ')} in ${this.#list}. The list belongs to another file: remove it, or pack again`,
      );
    }
    return {
      place: { file: item?.path ?? null, id: Number(id), offset },
      label,
      read: async () => (await this.#payloads.read(offset)).subarray(imageOffset),
    };
  }

  #wrong(what: string): FineTuneError {
    return new FineTuneError('ERR_DATA', `${this.#file}: ${what}`);
  }
}

/** Bytes in which there is no image; nobody knows its class. */
function damagedImage({ offset, reason }: Damage): LabelledImage {
  const read = async () => {
    throw new FineTuneError('ERR_DATA', `the file ${reason}`);
  };
  return { place: { file: `bytes at offset ${offset}`, id: 0, offset }, label: 0, read };
}
