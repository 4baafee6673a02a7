/** What a variable says of itself. */

import { type DType, dtypeFromCode } from '../ndarray/dtype.js';
import type { NodeAttributes } from './symbol.js';

/** The element type that a variable declares (`mx.sym.Variable(name, dtype=…)`), if it does. */
export function declaredType(attributes: NodeAttributes, name: string): DType | undefined {
  const code = Number(attributes.get(name)?.get('__dtype__') ?? -1);
  return code === -1 ? undefined : dtypeFromCode(code);
}
