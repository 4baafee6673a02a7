/** Outputs and labels of a batch on the JavaScript side. */

import type { DataBatch } from '../io/data-batch.js';
import { firstRows, type HostArray, joinRows } from '../metric/host-array.js';
import type { Metric } from '../metric/metric.js';
import type { ExecutorGroup } from './executor-group.js';
import type { HostCopies } from './host-copies.js';

/**
 * The outputs of the last forward, the devices' parts one after another.
 *
 * @param rows - leave out the rows behind these, which only fill the batch up
 */
export async function hostOutputs(
  group: ExecutorGroup,
  copies: HostCopies,
  rows: number,
): Promise<HostArray[]> {
  const parts = await deviceParts(group, copies);
  const [first = []] = parts;
  const whole =
    parts.length === 1
      ? first
      : first.map((_, i) => joinRows(parts.map((part) => part[i] as HostArray)));
  return whole.map((output) => firstRows(output, rows));
}

/** Adds the last forward to a metric, device by device; `rows` as in {@link hostOutputs}. */
export async function updateMetric(
  group: ExecutorGroup,
  copies: HostCopies,
  metric: Metric,
  batch: DataBatch,
  rows: number,
): Promise<void> {
  const [labels, outputs] = await Promise.all([
    copies.copy('label', batch.label),
    deviceParts(group, copies),
  ]);
  for (const [k, { begin, end }] of group.ranges.entries()) {
    const own = Math.min(end, rows) - begin;
    if (own <= 0) continue;
    metric.update(
      labels.map((label) => middleRows(label, begin, own)),
      (outputs[k] ?? []).map((output) => firstRows(output, own)),
    );
  }
}

async function deviceParts(group: ExecutorGroup, copies: HostCopies): Promise<HostArray[][]> {
  return await Promise.all(
    group.executors.map((executor, k) => copies.copy(`output ${k}`, executor.outputs)),
  );
}

function middleRows({ shape, values }: HostArray, begin: number, rows: number): HostArray {
  const [all = 1, ...rest] = shape;
  const width = values.length / all;
  return { shape: [rows, ...rest], values: values.subarray(begin * width, (begin + rows) * width) };
}
