/** What nobody has said about a checkpoint. */

import type { ResolvedRecipe } from '../../predictor/resolve.js';
import type { Io } from '../io.js';

/** Says what is assumed about how images are made ready, if anything is. */
export function tellAssumed(io: Io, { assumed }: ResolvedRecipe): void {
  if (assumed.length === 0) return;
  io.stderr.write(
    `no recipe was saved beside the checkpoint and nothing else given, so this is assumed: ${assumed.join('; ')}\n`,
  );
}
