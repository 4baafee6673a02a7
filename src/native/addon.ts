/** Loads the addon: the only place in the package that opens a `.node` file. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MXNetError, type MXNetErrorCode } from '../errors.js';
import { closeAtExit } from './at-exit.js';
import type { Addon } from './contract.js';
import { packageRoot } from './package-root.js';

let loaded: Addon | undefined;

/**
 * The addon, loaded at the first call.
 *
 * @throws {@link MXNetError} `ERR_MXNET_ADDON` when no build of it fits this platform.
 * @internal
 */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const root = packageRoot();
  const require = createRequire(import.meta.url);
  let native: Addon;
  try {
    const nodeGypBuild = require('node-gyp-build') as (root: string) => Addon;
    native = nodeGypBuild(root);
  } catch (cause) {
    throw new MXNetError('ERR_MXNET_ADDON', '', describeFailure(root, cause), { cause });
  }
  native.setErrorFactory((code, call, text) => new MXNetError(code as MXNetErrorCode, call, text));
  closeAtExit(native);
  return native;
}

function describeFailure(root: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
  return (
    `the native addon for ${process.platform}-${process.arch} could not be loaded (${reason}). ` +
    `Build it with a C++17 compiler and CMake: npm install --prefix ${root} cmake-js node-addon-api ` +
    `&& node ${join(root, 'scripts', 'build-native.mjs')}`
  );
}
