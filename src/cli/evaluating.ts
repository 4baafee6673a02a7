/** How a command goes over labelled images: it shows how far it is, tells what is assumed, and may be interrupted. */

import type { EvaluateContext } from '../report/evaluation/evaluate.js';
import { type Session, stderrLogger } from './io.js';
import { besideBar } from './output/download-progress.js';
import { ImageBar } from './output/image-bar.js';
import { tellAssumed } from './output/tell-assumed.js';

/**
 * Does the work of a command with what it needs around it.
 *
 * @param what - is being done, for the bar
 */
export async function evaluating<Result>(
  session: Session,
  what: string,
  work: (context: EvaluateContext) => Promise<Result>,
): Promise<Result> {
  using bar = new ImageBar(session.stderr, what);
  let done = 0;
  return await work({
    logger: besideBar(stderrLogger(session), bar),
    signal: session.signal,
    onImage: (total) => bar.show(++done, total),
    onLoaded: (recipe) => tellAssumed(session, recipe),
  });
}
