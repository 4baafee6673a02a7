/** Fetching one file over HTTP, with as many connections as it takes. */

import { open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FineTuneError } from '../errors.js';
import { LastingFailure, TemporaryFailure } from './connection-failure.js';
import { type Delivery, readAnswer } from './http-answer.js';
import { PartialFile, writing } from './partial-file.js';
import { StallGuard } from './stall-guard.js';

/** How a file is fetched. */
export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  /** Told how many bytes of the file are there, and how many it has if the server says so. */
  onProgress?: ((received: number, total: number | undefined) => void) | undefined;
  /** Told why a connection has failed, before another attempt. */
  onRetry?: ((reason: string) => void) | undefined;
  /** After how many milliseconds without a byte a connection counts as broken. @defaultValue 30000 */
  timeoutMs?: number | undefined;
  /** How long to wait before another attempt; twice as long after each that was in vain. @defaultValue 1000 */
  retryDelayMs?: number | undefined;
}

const TIMEOUT_MS = 30_000;
const RETRY_DELAY_MS = 1000;
/** Attempts in a row that bring nothing. */
const ATTEMPTS_IN_VAIN = 4;

/**
 * Fetches a file into `target.part`, going on with what an earlier attempt has left there if it is still the same file. The
 * caller looks at what has arrived, and gives it its name.
 *
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_DOWNLOAD`, `ERR_OUTPUT`; any error when the signal is aborted
 */
export async function download(
  url: URL,
  target: string,
  options: DownloadOptions = {},
): Promise<PartialFile> {
  const file = new PartialFile(target);
  const { signal, onRetry, retryDelayMs = RETRY_DELAY_MS } = options;
  for (let inVain = 0; ; ) {
    const before = file.bytes;
    signal?.throwIfAborted();
    const broken = await attemptOrReason(url, file, options);
    if (broken === undefined) return file;
    inVain = file.bytes > before ? 0 : inVain + 1;
    if (inVain >= ATTEMPTS_IN_VAIN) throw failure(url, broken, file.bytes);
    onRetry?.(broken.message);
    await delay(retryDelayMs * 2 ** inVain, undefined, { ...(signal && { signal }) });
  }
}

/** @returns why it is worth another attempt; `undefined` when the whole file is there */
async function attemptOrReason(
  url: URL,
  file: PartialFile,
  options: DownloadOptions,
): Promise<TemporaryFailure | undefined> {
  try {
    await attempt(url, file, options);
    return undefined;
  } catch (error) {
    if (error instanceof TemporaryFailure) return error;
    throw error instanceof LastingFailure ? failure(url, error, file.bytes) : error;
  }
}

async function attempt(url: URL, file: PartialFile, options: DownloadOptions): Promise<void> {
  const there = file.resumable(url);
  using guard = new StallGuard(options.timeoutMs ?? TIMEOUT_MS, options.signal);
  // Compressed, a part of the file would be a part of something else.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (there !== undefined) {
    headers['range'] = `bytes=${there.bytes}-`;
    headers['if-range'] = there.validator;
  }
  const response = await guard.watch(() => fetch(url, { headers, signal: guard.signal }));
  const delivery = readAnswer(response, url, there?.bytes ?? 0);
  if (delivery === undefined) {
    await file.discard();
    throw new TemporaryFailure('the server does not go on where the last connection has ended');
  }
  if (delivery.offset === 0) await file.begin(url, delivery.validator);
  await requireRoom(file, delivery);
  await receive(response, file, delivery, guard, options);
}

async function receive(
  response: Response,
  file: PartialFile,
  { offset, total }: Delivery,
  guard: StallGuard,
  { onProgress }: DownloadOptions,
): Promise<void> {
  let received = offset;
  onProgress?.(received, total);
  // What comes with that is not the file.
  if (offset === total) return;
  await using output = await writing(file.path, () => open(file.path, 'a'));
  const reader = response.body?.getReader();
  for (;;) {
    const part = await guard.watch(async () => await reader?.read());
    const bytes = part?.value;
    if (bytes === undefined) break;
    await writing(file.path, () => output.appendFile(bytes));
    received += bytes.length;
    onProgress?.(received, total);
  }
  if (total !== undefined && received < total) {
    throw new TemporaryFailure(`the connection has ended after ${received} of ${total} bytes`);
  }
}

async function requireRoom(file: PartialFile, { offset, total }: Delivery): Promise<void> {
  if (total === undefined) return;
  const { bavail, bsize } = await statfs(dirname(file.path));
  const [needed, free] = [total - offset, bavail * bsize];
  if (free >= needed) return;
  throw new FineTuneError(
    'ERR_OUTPUT',
    `${dirname(file.path)} has room for ${free} bytes, but ${needed} are needed. Make room, or choose another cache folder with MXNET_FINETUNE_CACHE`,
  );
}

function failure(url: URL, cause: Error, bytes: number): FineTuneError {
  const kept = bytes > 0 ? ` ${bytes} bytes are there, with which the next attempt goes on.` : '';
  return new FineTuneError(
    'ERR_DOWNLOAD',
    `${url.href} cannot be fetched: ${cause.message}.${kept} Check the address and the network; ` +
      'where only a proxy leads outside, fetch the model with another program and name its folder by a file: address',
    { cause },
  );
}
