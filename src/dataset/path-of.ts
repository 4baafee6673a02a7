/** Which file a record was made from. */

import type { Place } from './finding.js';

/** The path of an image by its record's number; `undefined` where it is not known. */
export type PathOf = (id: string) => string | undefined;

/** A place with the path of its image, if it is known. */
export function withPath(place: Place, pathOf: PathOf): Place {
  const path = place.id === undefined ? undefined : pathOf(place.id);
  return path === undefined ? place : { path, ...place };
}
