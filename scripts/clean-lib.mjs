// Empties lib/, so that nothing of a deleted source is published.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/project.mjs';

const lib = join(ROOT, 'lib');
for (const name of readdirSync(lib)) {
  if (!name.startsWith('.')) rmSync(join(lib, name), { recursive: true });
}
