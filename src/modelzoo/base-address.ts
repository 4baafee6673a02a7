/** Where models are fetched from. */

import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FineTuneError } from '../errors.js';

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'file:'];

/** The environment variable that names the base address. */
export const BASE_VARIABLE = 'MXNET_FINETUNE_MODELZOO';

/**
 * The base address: the given one, else that of the environment.
 *
 * @returns `undefined` when there is none: there is no default, because the original server is gone
 * @throws {@link FineTuneError} `ERR_OPTION` for what is no address of a folder of models
 */
export function baseAddress(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): URL | undefined {
  const text = given || environment[BASE_VARIABLE];
  if (!text) return undefined;
  const source = given ? '--modelzoo-url' : BASE_VARIABLE;
  if (!URL.canParse(text)) throw wrong(source, text);
  const url = new URL(text);
  if (!PROTOCOLS.includes(url.protocol)) throw wrong(source, text);
  if (url.username !== '' || url.password !== '') {
    throw new FineTuneError(
      'ERR_OPTION',
      `${source} must not hold a user name or a password: they would end up in logs. Fetch the models otherwise, and name their folder`,
    );
  }
  // Without it the last part would be replaced by the model's path.
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function wrong(source: string, text: string): FineTuneError {
  const hint = isAbsolute(text) ? `. For this folder write ${pathToFileURL(text).href}` : '';
  return new FineTuneError(
    'ERR_OPTION',
    `${source} must be an address that begins with http:, https: or file:, received ${text}${hint}`,
  );
}
