#!/usr/bin/env node
// Lets prebuildify build with cmake-js: it calls this in place of node-gyp, with node-gyp's arguments.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, run } from './lib/project.mjs';

const { values } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { arch: { type: 'string', default: process.arch } },
});

const cmakeJs = join(ROOT, 'node_modules', 'cmake-js', 'bin', 'cmake-js');
run(process.execPath, [cmakeJs, 'rebuild', '--config', 'Release', '--arch', values.arch]);
