/** Tables for people. */

/** What could redraw the terminal: names come out of files. */
const CONTROL = /\p{Cc}/gu;

/** A text of which no character does more than to be seen. */
export function visibleText(text: string): string {
  return text.replace(CONTROL, '\u{fffd}');
}

/**
 * Lines with columns, two spaces apart.
 *
 * @param rows - the first one is the heading
 * @param left - how many columns begin at the left; the others end at the right
 */
export function textTable(rows: readonly (readonly string[])[], left = 1): string[] {
  const cells = rows.map((row) => row.map(visibleText));
  const [heading = []] = cells;
  const widths = heading.map((_, i) =>
    cells.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0),
  );
  return cells.map((row) =>
    row
      .map((cell, i) => (i < left ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
