/** Operators on arrays. */

import { callAsync } from '../native/call.js';
import { NDArray } from '../ndarray/ndarray.js';
import { mxnet } from '../runtime/library.js';
import { operatorId } from './registry.js';
import { type Attributes, attributeLists } from './text.js';

/**
 * Queues an operator on arrays (MXImperativeInvokeEx) and returns its results at once; they are computed
 * behind the scenes.
 *
 * @param name - MXNet's name of the operator
 * @param attributes - by MXNet's names, for example `{ num_hidden: 10 }`
 * @throws {@link MXNetError} for wrong shapes or attributes; failures of the computation itself are reported
 *   by the next wait on a result
 */
export function invoke(
  name: string,
  inputs: readonly NDArray[],
  attributes: Attributes = {},
): NDArray[] {
  const { keys, values } = attributeLists(attributes);
  const natives = inputs.map((input) => input.native);
  const results = mxnet().invoke(operatorId(name), natives, null, keys, values);
  return results.map((native) => new NDArray(native));
}

/** {@link invoke} for an operator with one result. */
export function invokeOne(
  name: string,
  inputs: readonly NDArray[],
  attributes: Attributes = {},
): NDArray {
  const [first, ...others] = invoke(name, inputs, attributes);
  if (first === undefined) throw new TypeError(`operator ${name} has no result`);
  for (const other of others) other.dispose();
  return first;
}

/**
 * {@link invokeOne}, with the call itself on the lane, until its result is there. A few operators compute at once instead of
 * queueing their work, and would block the event loop.
 *
 * @throws {@link MXNetError} also when the computation fails
 */
export async function invokeAndWait(
  name: string,
  inputs: readonly NDArray[],
  attributes: Attributes = {},
): Promise<NDArray> {
  const { keys, values } = attributeLists(attributes);
  const natives = inputs.map((input) => input.native);
  const results = await callAsync(mxnet().invokeAndWait(operatorId(name), natives, keys, values));
  const [first, ...others] = results.map((native) => new NDArray(native));
  if (first === undefined) throw new TypeError(`operator ${name} has no result`);
  for (const other of others) other.dispose();
  return first;
}

/** {@link invoke} with the results written into given arrays. */
export function invokeInto(
  name: string,
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
  attributes: Attributes = {},
): void {
  const { keys, values } = attributeLists(attributes);
  mxnet().invoke(
    operatorId(name),
    inputs.map((input) => input.native),
    outputs.map((output) => output.native),
    keys,
    values,
  );
}
