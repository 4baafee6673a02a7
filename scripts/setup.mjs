// Makes a fresh clone ready: packages, addon, TypeScript, libmxnet and, for the tests, Python MXNet.
// `--without-python` leaves the last one out. Safe to run again: it does only what is missing.
import { parseArgs } from 'node:util';
import { say } from './lib/project.mjs';
import {
  buildAddon,
  compile,
  fetchLibrary,
  installPackages,
  linkCommand,
  makePythonEnvironment,
} from './lib/steps.mjs';
import { requireTools } from './lib/tools.mjs';

const { values } = parseArgs({
  options: { 'without-python': { type: 'boolean', default: false } },
});

const withPython = !values['without-python'];
requireTools(withPython);
installPackages();
buildAddon();
compile();
linkCommand();
fetchLibrary();
if (withPython) makePythonEnvironment();
say('ready');
