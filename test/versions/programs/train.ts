/** Runs command lines one after another, and tells how each has ended. */

import { runCli } from '../../support/run-cli.js';

const results: { code: number; stderr: string }[] = [];
for (const argv of JSON.parse(process.argv[2] as string) as string[][]) {
  const { code, stderr } = await runCli(argv);
  results.push({ code, stderr });
}
process.stdout.write(JSON.stringify(results));
