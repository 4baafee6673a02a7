/** A thread that holds everything it can hold of libmxnet, for programs that end with it. */

import type { NativeDataIter } from '../../../src/native/contract.js';
import { operatorId } from '../../../src/operators/registry.js';
import { mxnet } from '../../../src/runtime/library.js';
import {
  array,
  closeObjects,
  imageIterator,
  makeObjects,
  type NativeObjects,
} from '../../support/native-objects.js';

/** What a thread holds. */
export interface Holding {
  objects: NativeObjects;
  images: NativeDataIter;
}

/** One object of each class, and an iterator that decodes images ahead. */
export async function holdEverything(folder: string): Promise<Holding> {
  const objects = await makeObjects(folder);
  objects.Executor.forward(true);
  objects.Executor.backward([], true);
  const images = await imageIterator();
  const batch = await images.next();
  batch?.label.close();
  return { objects, images };
}

export function letGo({ objects, images }: Holding): void {
  closeObjects(objects);
  images.close();
}

/** Queues some hundred milliseconds of work and waits for it on the lane; the promise is nobody's. */
export function startJob(): void {
  const size = 512;
  const matrix = array(Array(size * size).fill(1), [size, size]);
  const { invoke } = mxnet();
  let result = matrix;
  for (let i = 0; i < 20; i++) {
    const [next] = invoke(operatorId('dot'), [result, matrix], null, [], []);
    if (next !== undefined) result = next;
  }
  void result.waitToRead();
  void result.copyTo(new Float32Array(size * size));
}
