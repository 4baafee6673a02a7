/** Outputs and labels of a batch on the JavaScript side. */

import type { DataBatch } from '../io/data-batch.js';
import { firstRows, type HostArray, joinRows } from '../metric/host-array.js';
import type { Metric } from '../metric/metric.js';
import type { ExecutorGroup } from './executor-group.js';
import type { HostCopies } from './host-copies.js';

/** What a metric needs of a batch. */
export interface BatchResult {
  labels: readonly HostArray[];
  /** For each device the outputs of its part of the batch. */
  outputs: readonly (readonly HostArray[])[];
}

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
  const { outputs } = await readResult(group, copies, undefined);
  const [first = []] = outputs;
  const whole =
    outputs.length === 1
      ? first
      : first.map((_, i) => joinRows(outputs.map((part) => part[i] as HostArray)));
  return whole.map((output) => firstRows(output, rows));
}

/** Copies labels and outputs out, once the last forward has been computed: what is queued behind it is not waited for. */
export async function readResult(
  group: ExecutorGroup,
  copies: HostCopies,
  batch: DataBatch | undefined,
): Promise<BatchResult> {
  const labels = batch?.label ?? [];
  const outputs = group.executors.map((executor) => executor.outputs);
  const all = await copies.copy([...labels, ...outputs.flat()]);
  let end = labels.length;
  return {
    labels: all.slice(0, end),
    outputs: outputs.map(({ length }) => {
      end += length;
      return all.slice(end - length, end);
    }),
  };
}

/** Adds a batch to a metric, device by device; `rows` as in {@link hostOutputs}. */
export function addToMetric(
  group: ExecutorGroup,
  metric: Metric,
  { labels, outputs }: BatchResult,
  rows: number,
): void {
  for (const [k, { begin, end }] of group.ranges.entries()) {
    const own = Math.min(end, rows) - begin;
    if (own <= 0) continue;
    metric.update(
      labels.map((label) => middleRows(label, begin, own)),
      (outputs[k] ?? []).map((output) => firstRows(output, own)),
    );
  }
}

function middleRows(array: HostArray, begin: number, rows: number): HostArray {
  const { shape, values } = array;
  const [all = 1, ...rest] = shape;
  if (begin === 0 && rows === all) return array;
  const width = values.length / all;
  return { shape: [rows, ...rest], values: values.subarray(begin * width, (begin + rows) * width) };
}
