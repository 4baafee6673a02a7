/** What a run has come to, in short texts. */

import type { EpochHistory, RunHistory } from '../run/history.js';
import type { LoggedMetrics } from '../run/log-record.js';
import { countText, durationText, timeText } from './numbers.js';

const REASONS: Readonly<Record<string, string>> = {
  epochs: 'all epochs are trained',
  'early-stopping': 'stopped early: the validation got no better',
  'max-time': 'stopped: the time was up',
};

/** How a run has ended. */
export function statusText({ end, lastTold }: RunHistory): string {
  if (end === undefined) return `not ended; last told something at ${timeText(lastTold)}`;
  if (end.status !== 'completed') return end.status;
  const reason = REASONS[end.reason ?? ''];
  return reason === undefined ? 'completed' : `completed: ${reason}`;
}

/** The time that was spent on training, in seconds. */
export function trainingSeconds({ epochs }: RunHistory): number {
  return epochs.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
}

/** `4 epochs of 600 images in 8.4 s on cpu(0)`. */
export function workText(history: RunHistory): string {
  const { epochs, start } = history;
  const trained = epochs.filter(({ seconds }) => seconds !== undefined).length;
  const amount = `${countText(trained)} ${trained === 1 ? 'epoch' : 'epochs'} of ${countText(start.images)} images`;
  return `${amount} in ${durationText(trainingSeconds(history))} on ${start.device}`;
}

/** Images per second, in the middle of all measurements. */
export function medianSpeed({ windows }: RunHistory): number | undefined {
  const speeds = windows.map(({ speed }) => speed).sort((a, b) => a - b);
  return speeds[Math.floor(speeds.length / 2)];
}

/** The last epoch of which there are values of one kind. */
export function lastEpoch(
  { epochs }: RunHistory,
  kind: 'train' | 'validation',
): EpochHistory | undefined {
  return epochs.filter((epoch) => Object.keys(epoch[kind]).length > 0).at(-1);
}

/** The first metric of some, which is what most people look at. */
export function firstMetric(
  metrics: LoggedMetrics,
): [name: string, value: number | null] | undefined {
  return Object.entries(metrics)[0];
}
