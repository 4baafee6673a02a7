/** What has arrived is looked at before it is kept. */

import { readFile, stat } from 'node:fs/promises';
import { readParamsDirectory } from '../checkpoint/params-directory.js';
import { FineTuneError } from '../errors.js';
import { sniff } from '../files/sniff.js';
import { sha256Of } from './checksums.js';

/** What a file must be. */
export interface FileNeeds {
  kind: 'symbol' | 'params';
  /** Where it comes from, for messages. */
  source: string;
  /** Its checksum, if it is known. */
  sha256: string | undefined;
}

/** A file that is what it must be. */
export interface CheckedFile {
  bytes: number;
  sha256: string;
}

/**
 * Checks a file's checksum, and that it is a network or a file of values.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_FORMAT`
 */
export async function checkFile(file: string, needs: FileNeeds): Promise<CheckedFile> {
  const { kind, source } = needs;
  const { size } = await stat(file);
  if (kind === 'symbol') await requireNetwork(file, source);
  else await requireValues(file, source);
  const sha256 = await sha256Of(file);
  if (needs.sha256 !== undefined && needs.sha256 !== sha256) {
    throw new FineTuneError(
      'ERR_CHECKPOINT_FORMAT',
      `${source} is not the file that is known: its SHA-256 is ${sha256}, it should be ${needs.sha256}. ` +
        'Nothing of it was kept. Ask who runs the server, or correct the list of checksums',
    );
  }
  return { bytes: size, sha256 };
}

/** The network is read by libmxnet later; here it must be JSON with nodes. */
async function requireNetwork(file: string, source: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const mistaken = sniff(Buffer.from(text.slice(0, 64)));
  if (mistaken !== undefined) throw wrong(source, `a network, it is ${mistaken}`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw wrong(source, 'a network, it is not JSON', cause);
  }
  const isGraph = typeof content === 'object' && content !== null && 'nodes' in content;
  if (!isGraph) throw wrong(source, 'a network, it has no nodes');
}

async function requireValues(file: string, source: string): Promise<void> {
  try {
    await readParamsDirectory(file);
  } catch (cause) {
    if (!(cause instanceof FineTuneError)) throw cause;
    // The file's own name says nothing: it is about to be removed.
    throw new FineTuneError(cause.code, cause.message.replaceAll(file, source), { cause });
  }
}

function wrong(source: string, what: string, cause?: unknown): FineTuneError {
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', `${source} is not ${what}`, { cause });
}
