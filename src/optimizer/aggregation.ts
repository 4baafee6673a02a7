/** How many parameters are updated by one call. */

/** The most weights that one `multi_sgd_update` takes. */
export const LARGEST_AGGREGATE = 60;

/**
 * `MXNET_OPTIMIZER_AGGREGATION_SIZE`, as far as the operators can.
 *
 * @param byDefault - when the variable is not set
 * @param largest - what the operator takes at most
 */
export function aggregationSize(byDefault: number, largest: number = LARGEST_AGGREGATE): number {
  const size = Number(process.env['MXNET_OPTIMIZER_AGGREGATION_SIZE'] || byDefault);
  return Number.isInteger(size) && size > 0 ? Math.min(size, largest) : 1;
}
