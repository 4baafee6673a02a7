/** Fine-tunes through the library in a folder: the options are JSON, the result is JSON on stdout. */

import { writeFileSync } from 'node:fs';
import type { FineTuneOptions } from '../../../src/finetune/options.js';
import { fineTune } from '../../../src/index.js';

const [folder = '', options = ''] = process.argv.slice(2);
process.chdir(folder);
const lines: string[] = [];
const logger = {
  info: (line: string) => lines.push(`INFO:root:${line}`),
  warning: (line: string) => lines.push(`WARNING:root:${line}`),
};
const result = await fineTune(JSON.parse(options) as FineTuneOptions, { logger });
writeFileSync('net.log', `${lines.join('\n')}\n`);
process.stdout.write(JSON.stringify(result));
