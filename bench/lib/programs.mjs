// Runs the programs that are compared, on the same libmxnet and with as many computing threads, one unless said otherwise.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { COMMAND, PYTHON, PYTHON_ENVIRONMENT, ROOT } from '../../scripts/lib/project.mjs';

const PROGRAMS = join(ROOT, 'bench', 'programs');
const STDERR_KEPT = 2000;

/** libmxnet of the Python environment: both sides compute with it. */
function libraryPath() {
  const lib = join(PYTHON_ENVIRONMENT, 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python3'));
  return join(lib, python, 'site-packages', 'mxnet', 'libmxnet.so');
}

/** A program of bench/programs in JavaScript. */
export function node(program, ...args) {
  return [process.execPath, join(PROGRAMS, program), ...args.map(String)];
}

/** A program of bench/programs in Python. */
export function python(program, ...args) {
  return [PYTHON, join(PROGRAMS, program), ...args.map(String)];
}

/** The command line as it is published, with a module of bench/programs loaded before it. */
export function command(hook, ...args) {
  return [process.execPath, '--import', join(PROGRAMS, hook), COMMAND, ...args.map(String)];
}

/** A running program whose lines on stdout are read one by one. */
export class Program {
  #child;
  #lines;
  #errors = '';

  constructor([file, ...args], { threads = 1 } = {}) {
    const env = {
      ...process.env,
      OMP_NUM_THREADS: String(threads),
      MXNET_LIBRARY_PATH: libraryPath(),
      // Reading certificates takes Node.js 20 longer than anything else at its start, and nobody needs them here.
      NODE_EXTRA_CA_CERTS: undefined,
    };
    this.name = args.find((arg) => arg.startsWith(PROGRAMS)) ?? file;
    this.#child = spawn(file, args, { env });
    this.#child.stderr.on('data', (text) => {
      this.#errors = `${this.#errors}${text}`.slice(-STDERR_KEPT);
    });
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.on('error', (error) => this.#child.stdout.destroy(error));
  }

  /** The next line that it prints. */
  async line() {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended too early:\n${this.#errors}`);
    return value;
  }

  /** Gives it its turn (programs/pace.*) and waits for what it measures. */
  async turn() {
    this.#child.stdin.write('\n');
    return JSON.parse(await this.line());
  }

  kill() {
    this.#child.kill('SIGKILL');
  }
}
