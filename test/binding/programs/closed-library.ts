/** What calls say before the library is opened and after it was shut down, as one line of JSON. */

import { MXNetError } from '../../../src/errors.js';
import { addon } from '../../../src/native/addon.js';
import { mxnet } from '../../../src/runtime/library.js';

/** The code and the message, without the name of the C function, of the error that `body` fails with. */
async function failure(body: () => unknown): Promise<[code: string, message: string]> {
  try {
    await body();
  } catch (error) {
    if (error instanceof MXNetError) return [error.code, error.message.replace(/^\w+: /, '')];
    throw error;
  }
  return ['none', ''];
}

const native = addon();
const library = native.library();
const hasFunction = native.hasFunction('MXNDArrayFree');
const before = await failure(() => native.NDArray.create([1], 1, 0, false, 0));
const [missing] = await failure(() => native.openLibrary('/nowhere/libmxnet.so', [], [], []));
// Any library that this process has anyway; its name is the same on every Linux.
const [code, message] = await failure(() => native.openLibrary('libm.so.6', [], [], []));
const foreign = [code, message.split(': ').pop()];

const array = mxnet().NDArray.create([1], 1, 0, false, 0);
native.shutdown(false);
const closed = array.closed();
const afterwards = await failure(() => native.NDArray.create([1], 1, 0, false, 0));
const lane = await failure(() => native.waitAll());
array.close();
native.shutdown(false);

process.stdout.write(
  JSON.stringify({ library, hasFunction, before, missing, foreign, afterwards, lane, closed }),
);
