/** `.lst` files: which image has which label. */

import { FineTuneError } from '../errors.js';
import { decodeText, readWhole, whyUnreadable } from '../files/readable.js';
import { fixed } from '../text/python-format.js';
import { parsePythonFloat, parsePythonInt } from '../text/python-numbers.js';

/** One line. */
export interface ListItem {
  /** The number by which the record is known. */
  index: number;
  labels: readonly number[];
  /** Relative to the folder of the images. */
  path: string;
}

/** The contents of a list, as im2rec writes it. */
export function listText(items: Iterable<ListItem>): string {
  let text = '';
  for (const { index, labels, path } of items) {
    text += `${index}\t${labels.map((label) => `${fixed(label)}\t`).join('')}${path}\n`;
  }
  return text;
}

/** Whether a path can stand in a list. */
export function isListable(path: string): boolean {
  return !/[\t\n\r]/.test(path) && path === path.trim();
}

/**
 * Reads a list as im2rec does, but refuses lines that im2rec passes over.
 *
 * @throws {@link FineTuneError} `ERR_DATA` naming the line
 */
export async function readList(file: string): Promise<ListItem[]> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the list ${file} ${whyUnreadable(cause)}`, { cause });
  }
  const text = decodeText(bytes);
  if (text === undefined) {
    throw new FineTuneError('ERR_DATA', `${file} is not UTF-8 text. Save the list as UTF-8`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, i) => {
    const item = parseLine(line);
    if (item !== undefined) return item;
    throw new FineTuneError(
      'ERR_DATA',
      `line ${i + 1} of ${file} is not one of a list: it needs a whole number, labels and a path, separated by tabs`,
    );
  });
}

function parseLine(line: string): ListItem | undefined {
  const fields = line.split('\t').map((field) => field.trim());
  const path = fields.at(-1);
  if (fields.length < 3 || !path) return undefined;
  const index = parsePythonInt(fields[0] as string);
  const labels = fields.slice(1, -1).map(parsePythonFloat);
  if (index === undefined || index < 0 || !labels.every((label) => label !== undefined)) {
    return undefined;
  }
  return { index, labels: labels as number[], path };
}
