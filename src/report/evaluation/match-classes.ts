/** Which class of the data is which class of a network: by its name. */

import { FineTuneError } from '../../errors.js';
import { nearest } from '../../text/nearest.js';
import type { LabelledData } from './labelled-data.js';

/** Names of the parts of a folder, which are no classes. */
const PARTS: ReadonlySet<string> = new Set(['train', 'val', 'valid', 'validation', 'test']);

/** How labels are understood. */
export interface LabelMatch {
  /**
   * The place of a label's class among the network's outputs.
   *
   * @throws {@link FineTuneError} `ERR_DATA` when there is none
   */
  indexOf: (label: number) => number;
  /** Whether labels are taken for the places of outputs, because one side has no names. */
  isByNumber: boolean;
}

/** A network, as far as its classes are concerned. */
export interface NamedNetwork {
  prefix: string;
  /** In the order of its outputs. */
  classNames: readonly string[];
  /** Whether these are but numbers. */
  isUnnamed: boolean;
}

/**
 * Matches the classes of data and of a network by their names. Where the labels of a record file have no names, or the
 * network's outputs have none, they are the numbers of the outputs, as in training.
 *
 * @throws {@link FineTuneError} `ERR_DATA` for a class that the network lacks, naming it
 */
export function matchClasses(
  { path, names, areNumbers }: Pick<LabelledData, 'path' | 'names' | 'areNumbers'>,
  network: NamedNetwork,
): LabelMatch {
  const { classNames, isUnnamed, prefix } = network;
  const { length } = classNames;
  if (names === undefined || (isUnnamed && areNumbers)) {
    return { indexOf: (label) => numbered(path, label, length), isByNumber: true };
  }
  const indices = new Map<number, number>();
  for (const [label, candidates] of names) {
    const index = find(candidates, label, network, path);
    const [twin] = [...indices].find(([, other]) => other === index) ?? [];
    if (twin !== undefined) {
      throw new FineTuneError(
        'ERR_DATA',
        `${path}: the classes ${names.get(twin)?.[0]} and ${candidates[0]} both are ${classNames[index]} of ${prefix}. Rename one`,
      );
    }
    indices.set(label, index);
  }
  const indexOf = (label: number): number => {
    const index = indices.get(label);
    if (index !== undefined) return index;
    throw new FineTuneError('ERR_DATA', `${path}: the label ${label} is none of its classes`);
  };
  return { indexOf, isByNumber: false };
}

function numbered(path: string, label: number, classes: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new FineTuneError(
    'ERR_DATA',
    `${path}: the label ${label} is not one of the ${classes} classes of the network, which are 0 to ${classes - 1}`,
  );
}

function find(
  candidates: readonly string[],
  label: number,
  { prefix, classNames }: NamedNetwork,
  path: string,
): number {
  for (const name of candidates) {
    const wanted = name.normalize('NFC');
    const isWanted = (own: string | undefined) => own?.normalize('NFC') === wanted;
    const indices = classNames.flatMap((own, index) => (isWanted(own) ? [index] : []));
    const [index, second] = indices;
    if (index === undefined) continue;
    // Names that ImageNet has twice are told apart by the label of the same number.
    if (second === undefined) return index;
    if (isWanted(classNames[label])) return label;
    throw new FineTuneError(
      'ERR_DATA',
      `${path}: ${prefix} has ${indices.length} classes called ${name}. Give them different names with --class-names`,
    );
  }
  throw lacking(candidates.at(-1) ?? '', prefix, classNames, path);
}

function lacking(
  name: string,
  prefix: string,
  classNames: readonly string[],
  path: string,
): FineTuneError {
  const names = nearest(name, classNames, 3).join(', ');
  const remedy = PARTS.has(name.toLowerCase())
    ? `Name the folder of the classes, as ${path}/${name}`
    : 'Leave its images out, or name the classes with --class-names (the network) or --data-classes (the labels of a record file)';
  return new FineTuneError(
    'ERR_DATA',
    `${path}: ${prefix} has no class ${name}; the nearest are ${names}. ${remedy}`,
  );
}
