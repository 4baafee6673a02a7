/** What is wrong, or worth knowing, about data. */

/** Errors make training impossible or worthless, warnings make it worse, notes are only said. */
export type Severity = 'error' | 'warning' | 'note';

/** Where something was found. */
export interface Place {
  /** The image's file, relative to its folder: of a record as the list beside it says. */
  path?: string;
  /** Number of a record. */
  id?: string;
  /** Where a record begins in its file. */
  offset?: number;
  /** What is there. */
  reason?: string;
}

/** Everything of one kind that was found in one file or folder. */
export interface Finding {
  kind: string;
  severity: Severity;
  /** The record file or folder. */
  file: string;
  /** One sentence, with the first places. */
  message: string;
  /** The way out. */
  remedy?: string | undefined;
  /** How many places there are. */
  count: number;
  places: readonly Place[];
}

/** A finding as an error or a line of a log. */
export function findingText({ message, remedy }: Finding): string {
  return remedy === undefined ? message : `${message}. ${remedy}`;
}

/** How many places a message names. */
const NAMED = 5;

/** The first places as a text. */
export function listPlaces(places: readonly Place[]): string {
  const more = places.length - NAMED;
  const list = places.slice(0, NAMED).map(placeText).join(', ');
  return more > 0 ? `${list}, and ${more} more` : list;
}

function placeText({ path, id, offset, reason }: Place): string {
  const place = [
    ...(path === undefined ? [] : [path]),
    ...(id === undefined ? [] : [`image ${id}`]),
    ...(offset === undefined ? [] : [`offset ${offset}`]),
  ].join(', ');
  if (reason === undefined) return place;
  return place === '' ? reason : `${reason} (${place})`;
}

/** The finding of one thing, whose message tells all of it. */
export function singleFinding(
  kind: string,
  severity: Severity,
  file: string,
  message: string,
  remedy?: string,
): Finding {
  return { kind, severity, file, message, remedy, count: 1, places: [] };
}

/**
 * The finding of several places, or none.
 *
 * @param message - gets their number and a text that lists the first of them
 */
export function placesFinding(
  kind: string,
  severity: Severity,
  file: string,
  places: readonly Place[],
  message: (count: number, list: string) => string,
  remedy?: string,
): Finding[] {
  const { length: count } = places;
  if (count === 0) return [];
  const text = message(count, listPlaces(places));
  return [{ kind, severity, file, message: text, remedy, count, places }];
}
