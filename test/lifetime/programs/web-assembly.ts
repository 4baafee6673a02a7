/** Opens libmxnet, and then lets WebAssembly read outside its memory: V8 finds out by a signal. */

import { mxnet } from '../../../src/runtime/library.js';

// (module (memory 1) (func (export "load") (param i32) (result i32) local.get 0 i32.load))
const MODULE = Uint8Array.from(
  Buffer.from(
    '0061736d0100000001060160017f017f03020100050301000107080104' +
      '6c6f616400000a0901070020002802000b',
    'hex',
  ),
);

// The part of the global that this program needs; the compiler's library without a browser has none.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

mxnet();
const { instance } = await WebAssembly.instantiate(MODULE);
const load = instance.exports['load'] as (address: number) => number;
process.stdout.write(String(load(0)));
try {
  load(2 ** 30);
} catch (error) {
  process.stdout.write(` ${error}`);
}
