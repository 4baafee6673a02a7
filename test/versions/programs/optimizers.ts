/** Does cases of `test/optimizer` here and in Python, and tells which differ. */

import { type Case, sameAsPython } from '../../optimizer/parity.js';

const failures: { case: Case; message: string }[] = [];
const tests = (JSON.parse(process.argv[2] as string) as Case[]).map((item) => ({
  item,
  run: sameAsPython([item]),
}));
for (const { item, run } of tests) {
  try {
    await run();
  } catch (error) {
    failures.push({ case: item, message: error instanceof Error ? error.message : String(error) });
  }
}
process.stdout.write(JSON.stringify(failures));
