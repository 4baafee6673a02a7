// Formats the C++ sources with clang-format; `--check` only reports. Skipped, with a message, without the program.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { output, ROOT, say } from './lib/project.mjs';

if (output('clang-format', ['--version']) === undefined) {
  say('clang-format is not installed: the C++ sources were not checked');
} else {
  const sources = readdirSync(join(ROOT, 'binding'), { recursive: true })
    .filter((name) => /\.(cc|h)$/.test(name))
    .map((name) => join(ROOT, 'binding', name));
  const mode = process.argv.includes('--check') ? ['--dry-run', '--Werror'] : ['-i'];
  process.exitCode = spawnSync('clang-format', [...mode, ...sources], { stdio: 'inherit' }).status;
}
