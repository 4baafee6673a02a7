/** A folder of images, one folder for each class. */

import { join } from 'node:path';
import { listClasses } from '../../dataset/class-folders.js';
import { findingText } from '../../dataset/finding.js';
import { layoutFindings } from '../../dataset/layout-findings.js';
import { FineTuneError } from '../../errors.js';
import { readWhole, whyUnreadable } from '../../files/readable.js';
import { byCodePoints } from '../../text/code-points.js';
import type { LabelledData, LabelledImage } from './labelled-data.js';

/**
 * Opens a folder.
 *
 * @throws {@link FineTuneError} `ERR_DATA` when it cannot be read, or holds no class
 */
export async function openFolder(root: string): Promise<LabelledData> {
  const { classes, unused } = await listClasses(root);
  classes.sort((a, b) => byCodePoints(a.name, b.name));
  const part = { root, folder: '', classes, unused };
  const layout = { root, train: part, validation: undefined, test: undefined };
  const findings = layoutFindings(layout);
  const error = findings.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new FineTuneError('ERR_DATA', findingText(error));
  const images = async function* (): AsyncGenerator<LabelledImage> {
    let id = 0;
    for (const [label, { images: files }] of classes.entries()) {
      for (const file of files) {
        const place = { file, id: id++, offset: null };
        yield { place, label, read: () => readImage(join(root, file)) };
      }
    }
  };
  return {
    path: root,
    names: new Map(classes.map(({ name }, label) => [label, [name]])),
    areNumbers: false,
    count: classes.reduce((sum, { images: { length } }) => sum + length, 0),
    notes: findings.map(findingText),
    images,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function readImage(file: string): Promise<Buffer> {
  try {
    return await readWhole(file);
  } catch (cause) {
    throw new FineTuneError('ERR_DATA', `the image ${whyUnreadable(cause)}`, { cause });
  }
}
