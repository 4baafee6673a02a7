/** What an error of the addon must look like. */

import assert from 'node:assert/strict';
import { MXNetError, type MXNetErrorCode } from '../../src/errors.js';

/** Asserts that a call fails inside libmxnet, and that the error says where and why. */
export async function assertCallFails(
  call: string,
  message: RegExp,
  body: () => unknown,
): Promise<void> {
  const error = await failureOf('ERR_MXNET_CALL', body);
  assert.equal(error.call, call, `${error.stack}`);
  assert.match(error.message, message);
  assert.ok(error.message.startsWith(`${call}: `), error.message);
  assert.ok(!error.message.includes('\n'), 'the message is one line');
  assert.match(error.detail, message, 'the detail has the whole text of the library');
}

/** Asserts that an object is refused because it was closed. */
export async function assertDisposed(kind: string, body: () => unknown): Promise<void> {
  const error = await failureOf('ERR_MXNET_DISPOSED', body);
  assert.equal(error.message, `this ${kind} was disposed`);
}

/** The MXNetError with which `body` fails, thrown or as a rejection. */
export async function failureOf(code: MXNetErrorCode, body: () => unknown): Promise<MXNetError> {
  try {
    await body();
  } catch (error) {
    assert.ok(error instanceof MXNetError, `expected an MXNetError, received ${error}`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`expected an error with the code ${code}, but the call succeeded`);
}
