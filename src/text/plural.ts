/** Words that depend on a number. */

/** `1 image`, `2 images`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** `is` or `are`. */
export function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** `has` or `have`. */
export function have(count: number): string {
  return count === 1 ? 'has' : 'have';
}
