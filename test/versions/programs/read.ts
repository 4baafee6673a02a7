/** Loads checkpoints, tells what is in them and what they answer to the input of old_checkpoint.py, and saves them again. */

import { createHash } from 'node:crypto';
import {
  cpu,
  DataBatch,
  fromTypedArray,
  type HostArray,
  loadCheckpoint,
  Module,
  type NDArray,
  openLibrary,
  saveCheckpoint,
  zeros,
} from '../../../src/index.js';
import type { CheckpointContent, ReadRequest } from '../checkpoints.js';

const SHAPE: readonly number[] = [2, 3, 24, 24];

await openLibrary();
const contents: CheckpointContent[] = [];
for (const request of JSON.parse(process.argv[2] as string) as ReadRequest[]) {
  contents.push(await read(request));
}
process.stdout.write(JSON.stringify(contents));

async function read({ prefix, epoch, saveAs }: ReadRequest): Promise<CheckpointContent> {
  const checkpoint = await loadCheckpoint(prefix, epoch);
  const { symbol, argParams, auxParams } = checkpoint;
  if (saveAs !== undefined) await saveCheckpoint(saveAs, epoch, checkpoint);
  const module = new Module(symbol, { devices: [cpu()] });
  await module.bind({
    data: [{ name: 'data', shape: SHAPE, dtype: 'float32' }],
    label: [{ name: 'softmax_label', shape: [2], dtype: 'float32' }],
    forTraining: false,
  });
  module.setParams({ argParams, auxParams });
  const batch = new DataBatch([fromTypedArray(input(), SHAPE)], [zeros([2])], { pad: 0 });
  await module.forward(batch, false);
  const [output] = await module.hostOutputs();
  const content = {
    arguments: await digests(argParams),
    states: await digests(auxParams),
    output: [...((output as HostArray).values as Float32Array)],
    attributes: Object.fromEntries(
      [...symbol.attributes()].map(([node, values]) => [node, Object.fromEntries(values)]),
    ),
  };
  batch.dispose();
  module.dispose();
  checkpoint.dispose();
  return content;
}

function input(): Float32Array {
  const values = new Float32Array(SHAPE.reduce((product, length) => product * length, 1));
  return values.map((_, i) => Math.sin(i));
}

async function digests(arrays: ReadonlyMap<string, NDArray>): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [name, array] of arrays) {
    const { buffer, byteOffset, byteLength } = await array.data();
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    result[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return result;
}
