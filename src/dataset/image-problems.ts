/** What can be wrong with single images, and how it is told. */

import { are, have } from '../text/plural.js';
import { type Finding, type Place, placesFinding, type Severity } from './finding.js';
import { type PathOf, withPath } from './path-of.js';

/** Of what the images are a part. */
export interface ImageSet {
  /** The record file or folder. */
  file: string;
  /** How many images or records there are. */
  total: number;
  /** Classes, when it is known how many there should be. */
  numClasses: number | undefined;
  /** Channels, height, width of the network's input. */
  imageShape: string;
}

interface Kind {
  severity: Severity;
  /** The beginning of the message; the places follow. */
  what: (count: number, set: ImageSet) => string;
  remedy?: string;
}

const AGAIN = 'Pack the file again';
const WITHOUT = 'Leave them out with --on-bad-image skip, or replace them';

/** A kind of problem of single images. */
export type ImageProblem =
  | 'no-image-record'
  | 'several-labels'
  | 'label'
  | 'damaged'
  | 'gray'
  | 'transparent'
  | 'cmyk'
  | 'deep'
  | 'turned'
  | 'small'
  | 'huge'
  | 'wrong-ending';

const KINDS: Readonly<Record<ImageProblem, Kind>> = {
  'no-image-record': {
    severity: 'error',
    what: (count, { file, total }) =>
      `${count} of ${total} records in ${file} ${are(count)} no image record`,
    remedy: AGAIN,
  },
  'several-labels': {
    severity: 'error',
    what: (count, { file, total }) =>
      `${count} of ${total} records in ${file} ${have(count)} not exactly one label, as fine-tuning needs`,
    remedy: 'Pack the file without --pack-label',
  },
  label: {
    severity: 'error',
    what: (count, { file, total, numClasses }) =>
      `${count} of ${total} labels in ${file} ${are(count)} not whole numbers from 0 ${numClasses === undefined ? 'on' : `to ${numClasses - 1}`}`,
    remedy: 'Check --num-classes, or pack the file again',
  },
  damaged: {
    severity: 'error',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${are(count)} damaged`,
    remedy: WITHOUT,
  },
  gray: {
    severity: 'note',
    what: (count, { file, total }) => `${count} of ${total} images in ${file} ${are(count)} gray`,
  },
  transparent: {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${have(count)} transparent parts; what they hide is trained on`,
  },
  cmyk: {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${have(count)} CMYK colours, which libmxnet shows wrongly`,
    remedy: 'Convert them to RGB',
  },
  deep: {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${have(count)} more than 8 bits a value; the others are dropped`,
  },
  turned: {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${have(count)} an orientation that libmxnet does not see: they lie on their sides`,
    remedy: 'Pack them without --pass-through',
  },
  small: {
    severity: 'warning',
    what: (count, { file, total, imageShape }) =>
      `${count} of ${total} images in ${file} ${are(count)} smaller than the network's input (${imageShape}) and will be enlarged`,
  },
  huge: {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${are(count)} so large that decoding will take most of the time`,
    remedy: 'Pack them with --resize',
  },
  'wrong-ending': {
    severity: 'warning',
    what: (count, { file, total }) =>
      `${count} of ${total} images in ${file} ${are(count)} not what ${count === 1 ? 'its name says' : 'their names say'}`,
  },
};

/** A place where there may be nothing to add. */
type UntoldPlace = Omit<Place, 'reason'> & { reason?: string | undefined };

/** Collects what is wrong with the images of one file or folder. */
export class ImageProblems {
  readonly #places = new Map<ImageProblem, Place[]>();

  add(kind: ImageProblem, { reason, ...where }: UntoldPlace): void {
    const place = reason === undefined ? where : { ...where, reason };
    const places = this.#places.get(kind);
    if (places === undefined) this.#places.set(kind, [place]);
    else places.push(place);
  }

  count(kind: ImageProblem): number {
    return this.#places.get(kind)?.length ?? 0;
  }

  /**
   * The findings, in the order of the table above.
   *
   * @param pathOf - the path of an image by its number, where it is known
   */
  findings(set: ImageSet, pathOf: PathOf = () => undefined): Finding[] {
    return (Object.keys(KINDS) as ImageProblem[]).flatMap((kind) => {
      const { severity, what, remedy } = KINDS[kind];
      const places = (this.#places.get(kind) ?? []).map((place) => withPath(place, pathOf));
      const message = (count: number, list: string) => `${what(count, set)}: ${list}`;
      return placesFinding(kind, severity, set.file, places, message, remedy);
    });
  }
}
