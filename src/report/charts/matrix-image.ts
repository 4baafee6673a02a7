/** A confusion matrix as a picture, where there are too many classes for a table. */

/** A picture that needs no other file. */
export interface MatrixImage {
  /** A `data:` address. */
  source: string;
  /** Dots of each side. */
  side: number;
  /** Classes that one dot stands for, in each direction. */
  classes: number;
}

/** Dots of a side: more cannot be seen one by one, and would make the file large. */
const MOST_DOTS = 250;

/** Steps of colour, so that the picture stays small. */
const STEPS = 15;

/** The opacity of the smallest share. */
const FAINTEST = 0.2;

/** Seen on white and on black: right predictions and wrong ones. */
const RIGHT = [0x1c, 0x71, 0xd8] as const;
const WRONG = [0xe0, 0x4f, 0x14] as const;

/**
 * Draws a matrix: each dot the darker, the larger the share of its row. What is on the diagonal has another colour than what
 * is beside it. Where classes share a dot the largest share counts.
 */
export async function matrixImage(confusion: readonly (readonly number[])[]): Promise<MatrixImage> {
  const classes = Math.ceil(confusion.length / MOST_DOTS);
  const side = Math.ceil(confusion.length / classes);
  const pixels = Buffer.alloc(side * side * 4);
  for (const [i, row] of confusion.entries()) {
    const total = row.reduce((sum, count) => sum + count, 0);
    for (const [j, count] of row.entries()) {
      if (count === 0) continue;
      const [y, x] = [Math.floor(i / classes), Math.floor(j / classes)];
      paint(pixels, (y * side + x) * 4, opacity(count / total), i === j);
    }
  }
  const { default: sharp } = await import('sharp');
  const png = await sharp(pixels, { raw: { width: side, height: side, channels: 4 } })
    .png({ palette: true, colours: 2 * STEPS + 1, dither: 0, compressionLevel: 9 })
    .toBuffer();
  return { source: `data:image/png;base64,${png.toString('base64')}`, side, classes };
}

function paint(pixels: Buffer, place: number, alpha: number, isRight: boolean): void {
  if ((pixels[place + 3] as number) >= alpha) return;
  pixels.set([...(isRight ? RIGHT : WRONG), alpha], place);
}

/** Small shares are many and matter: even the smallest is seen. */
function opacity(share: number): number {
  const step = Math.ceil(Math.sqrt(share) * STEPS) / STEPS;
  return Math.round((FAINTEST + (1 - FAINTEST) * step) * 255);
}
