/** A folder of images, looked at from all sides. */

import { trainingClassFindings, validationClassFindings } from './class-findings.js';
import { duplicateFindings, leakFindings, type ReadableSet } from './equal-images.js';
import {
  examineFolder,
  type FolderOptions,
  type FolderReport,
  readImage,
} from './examine-folder.js';
import type { Finding } from './finding.js';
import type { FolderLayout } from './folder-layout.js';
import { layoutFindings } from './layout-findings.js';

/** What {@link examineLayout} has found. */
export interface ExaminedLayout {
  /** The part to train with first. */
  reports: FolderReport[];
  findings: Finding[];
}

/** Looks at all parts of a folder, and for what is in several of them. */
export async function examineLayout(
  layout: FolderLayout,
  options: FolderOptions,
): Promise<ExaminedLayout> {
  const classNames = layout.train.classes.map(({ name }) => name);
  const train = await examineFolder(layout.train, options);
  const findings = [...layoutFindings(layout), ...train.findings];
  findings.push(...trainingClassFindings(countsOf(train, classNames)));
  findings.push(...(await duplicateFindings(readable(train))));
  const reports = [train];
  for (const part of [layout.validation, layout.test]) {
    if (part === undefined) continue;
    const measured = await examineFolder(part, options);
    reports.push(measured);
    findings.push(...measured.findings);
    findings.push(...validationClassFindings(countsOf(measured, classNames)));
    findings.push(...(await leakFindings(readable(train), readable(measured))));
  }
  return { reports, findings };
}

function countsOf({ root, counts }: FolderReport, names: readonly string[]) {
  return { file: root, counts: names.map((name) => counts.get(name) ?? 0), names };
}

function readable({ root, prints }: FolderReport): ReadableSet<string> {
  return { file: root, prints, read: (path) => readImage(root, path) };
}
