// The tools that a fresh clone needs, and how to get them.
import { fail, output } from './project.mjs';

const TOOLS = [
  { name: 'npm', program: 'npm', install: 'it comes with Node.js; apt-get install npm' },
  { name: 'CMake', program: 'cmake', install: 'apt-get install cmake' },
  { name: 'a C++ compiler', program: 'c++', install: 'apt-get install g++' },
  { name: 'make', program: 'make', instead: 'ninja', install: 'apt-get install make' },
  { name: 'Python 3', program: 'python3', install: 'apt-get install python3' },
];

/**
 * Ends the program, naming the tool and its package, when one is missing.
 *
 * @param {boolean} withPython whether Python MXNet is wanted too
 */
export function requireTools(withPython) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: install 20.19 or later`);
  }
  for (const { name, program, instead, install } of TOOLS) {
    const found = [program, instead].some((tool) => tool && output(tool, ['--version']));
    if (!found) fail(`${name} is missing (no ${program} on the PATH). Install it: ${install}`);
  }
  if (!output('python3', ['-m', 'pip', '--version'])) {
    fail('pip is missing (python3 -m pip fails). Install it: apt-get install python3-pip');
  }
  if (withPython) requireOraclePython();
}

/**
 * The Python that MXNet's Python package runs on: its numpy exists up to 3.11 only.
 *
 * @returns {string} the program's name
 */
export function requireOraclePython() {
  for (const program of ['python3.11', 'python3.10', 'python3.9', 'python3.8', 'python3']) {
    const version = output(program, [
      '-c',
      'import sys, venv, ensurepip; print(sys.version_info[1])',
    ]);
    if (version !== undefined && Number(version) >= 8 && Number(version) <= 11) return program;
  }
  return fail(
    "the parity tests need Python 3.8 to 3.11 with venv, because MXNet's Python package does not run on a later one. " +
      'Install it: apt-get install python3.11 python3.11-venv',
  );
}
