/** What is in a file of values. */

import { loadParams, openLibrary } from '../../../src/index.js';

await openLibrary();
const { argParams, auxParams } = await loadParams(JSON.parse(process.argv[2] as string) as string);
const contents: Record<string, unknown> = {};
for (const [name, array] of [...argParams, ...auxParams]) {
  const values = Array.from((await array.data()) as Float32Array | Float64Array);
  contents[name] = { shape: array.shape, dtype: array.dtype, values };
  array.dispose();
}
process.stdout.write(JSON.stringify(contents));
