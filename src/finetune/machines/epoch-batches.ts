/** How long an epoch is. */

/** Batches in an epoch of each worker, as MXNet's `fit.py` counts them. */
export function epochBatches(images: number, workers: number, batchSize: number): number {
  return Math.ceil(Math.trunc(images / workers) / batchSize);
}
