// Whether something has to be made again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

// Inside node_modules or .venv a stamp goes with what it speaks of.
const STAMPS = { packages: 'node_modules', python: '.venv' };

/** The newest change among files and folders, in milliseconds. */
export function newestChange(paths) {
  let newest = 0;
  for (const path of paths) {
    const stats = statSync(path);
    newest = Math.max(newest, stats.mtimeMs);
    if (stats.isDirectory()) {
      newest = Math.max(newest, newestChange(readdirSync(path).map((name) => join(path, name))));
    }
  }
  return newest;
}

/** Whether a step was last done for this content. */
export function stampMatches(name, content) {
  const file = stampFile(name);
  return existsSync(file) && readFileSync(file, 'utf8') === digest(content);
}

export function writeStamp(name, content) {
  mkdirSync(join(ROOT, STAMPS[name]), { recursive: true });
  writeFileSync(stampFile(name), digest(content));
}

function stampFile(name) {
  return join(ROOT, STAMPS[name], '.mxnet-finetune-stamp');
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}
