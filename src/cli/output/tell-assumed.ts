/** What nobody has said about a checkpoint. */

import type { ResolvedRecipe } from '../../predictor/resolve.js';
import type { Io } from '../io.js';

/** Says what is known from elsewhere, or assumed, about how images are made ready. */
export function tellAssumed(io: Io, { assumed, catalogued }: ResolvedRecipe): void {
  if (catalogued.length > 0) {
    io.stderr.write(`no recipe was saved beside the checkpoint; ${catalogued.join('; ')}\n`);
  }
  if (assumed.length > 0) {
    io.stderr.write(
      `no recipe was saved beside the checkpoint and nothing else given, so this is assumed: ${assumed.join('; ')}\n`,
    );
  }
}
