/** How findings are told in a run. */

import { type Finding, findingText } from '../dataset/finding.js';
import { FineTuneError } from '../errors.js';
import type { Logger } from '../runtime/logger.js';

/**
 * Logs what is worth knowing, and refuses data with errors, all of which are told.
 *
 * @throws {@link FineTuneError} `ERR_DATA`
 */
export function reportFindings(findings: readonly Finding[], logger: Logger): void {
  const of = (wanted: Finding['severity']) =>
    findings.filter(({ severity }) => severity === wanted).map(findingText);
  for (const text of of('note')) logger.info(text);
  for (const text of of('warning')) logger.warning(text);
  const errors = of('error');
  if (errors.length === 0) return;
  const [only] = errors;
  const list = errors.map((text) => `\n  ${text}`).join('');
  const message =
    errors.length === 1 ? only : `${errors.length} things are wrong with the data:${list}`;
  throw new FineTuneError('ERR_DATA', `${message}`);
}
