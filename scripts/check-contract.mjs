// Compares the signatures that stand above the native methods in binding/ with src/native/contract.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT } from './lib/project.mjs';

const native = nativeSignatures();
const contract = contractSignatures();
const problems = [];
for (const [name, signature] of native) {
  const expected = contract.get(name);
  if (expected === undefined) problems.push(`${name} is in binding/ but not in contract.ts`);
  else if (expected !== signature) {
    problems.push(`${name} differs:\n    binding/     ${signature}\n    contract.ts  ${expected}`);
  }
}
for (const name of contract.keys()) {
  if (!native.has(name)) problems.push(`${name} is in contract.ts but not in binding/`);
}
if (problems.length > 0) fail(`the native contract is broken:\n  ${problems.join('\n  ')}`);

/** Comment blocks of the form `MXFunction…` and then `Class.method(…): Result`. */
function nativeSignatures() {
  const signatures = new Map();
  const files = readdirSync(join(ROOT, 'binding'), { recursive: true });
  for (const file of files.filter((name) => /\.(cc|h)$/.test(name))) {
    const text = readFileSync(join(ROOT, 'binding', file), 'utf8');
    for (const [block] of text.matchAll(/(^\/\/ .*\n)+(?=(static )?Napi::Value )/gm)) {
      const comment = block.replace(/^\/\/ /gm, '').replace(/\n/g, ' ');
      const match = comment.match(/(?:^|\s)((?:[A-Z]\w+\.)?[a-z]\w*\(.*\): .*?)(?: \[async\])? *$/);
      if (match) add(signatures, match[1]);
    }
  }
  return signatures;
}

/** Methods of the interfaces of the contract, under the class's name. */
function contractSignatures() {
  const signatures = new Map();
  const text = readFileSync(join(ROOT, 'src', 'native', 'contract.ts'), 'utf8');
  for (const [, name, body] of text.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    const owner = ownerOf(name);
    if (owner === undefined) continue;
    const methods = body.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, ' ');
    for (const [method] of methods.matchAll(
      /\b[a-z]\w*\([^;]*\): [^;{]*(?:\{[^}]*\}[^;]*)?(?=;)/g,
    )) {
      add(signatures, owner === '' ? method : `${owner}.${method}`);
    }
  }
  return signatures;
}

/** The class that an interface speaks of; '' for the addon itself. */
function ownerOf(name) {
  if (name === 'Addon') return '';
  // close() and closed() belong to the common base of all handles.
  if (name === 'NativeHandle' || name === 'NativeDevices') return undefined;
  const match = name.match(/^Native(\w+)$|^(\w+)Class$/);
  return match ? (match[1] ?? match[2]) : undefined;
}

function add(signatures, text) {
  const normal = text
    .replace(/\bNative(?=[A-Z])/g, '')
    .replace(/arguments_:/g, 'arguments:')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')');
  signatures.set(normal.slice(0, normal.indexOf('(')), normal);
}
