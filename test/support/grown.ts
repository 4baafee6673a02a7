/** How much a process has grown. */

import { liveCounts } from '../../src/runtime/live-counts.js';
import { waitAll } from '../../src/runtime/wait-all.js';
import { collectGarbage } from './live-counts.js';

/** What a process holds when nothing is going on. */
export interface Held {
  bytes: number;
  handles: Readonly<Record<string, number>>;
}

/** What a process has kept of its work, as its program prints it. */
export interface Grown {
  megabytes: number;
  /** Handles of libmxnet that it did not hold before, by kind. */
  handles: Record<string, number>;
}

const COLLECTIONS = 5;

/** Collects all garbage, and then looks. */
export async function held(): Promise<Held> {
  for (let i = 0; i < COLLECTIONS; i++) {
    await collectGarbage();
    await waitAll();
  }
  return { bytes: process.memoryUsage.rss(), handles: { ...liveCounts() } };
}

export async function grownSince(before: Held): Promise<Grown> {
  const { bytes, handles } = await held();
  const more = Object.entries(handles)
    .map(([kind, count]) => [kind, count - (before.handles[kind] ?? 0)] as const)
    .filter(([, count]) => count !== 0);
  return { megabytes: (bytes - before.bytes) / 2 ** 20, handles: Object.fromEntries(more) };
}
