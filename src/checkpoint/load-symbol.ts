/** Reading networks. */

import { FineTuneError, MXNetError } from '../errors.js';
import { decodeText, isMissing, readWhole, whyUnreadable } from '../files/readable.js';
import { sniff } from '../files/sniff.js';
import { libraryInfo } from '../runtime/library.js';
import { Symbol } from '../symbol/symbol.js';
import { isParamsList } from './params-directory.js';
import {
  findMissingOutput,
  readSymbolStructure,
  type SymbolStructure,
  takesFurtherOutputs,
} from './symbol-structure.js';

/**
 * Reads a network (`mx.sym.load`).
 *
 * @param library - when libmxnet is still being opened: the file is read meanwhile
 * @throws {@link FineTuneError} `ERR_CHECKPOINT_NOT_FOUND`, `ERR_CHECKPOINT_FORMAT`
 */
export async function loadSymbol(file: string, library?: Promise<unknown>): Promise<Symbol> {
  const { json, structure } = await readNetwork(file);
  await library;
  let symbol: Symbol;
  try {
    symbol = await Symbol.fromJson(json);
  } catch (cause) {
    if (!(cause instanceof MXNetError)) throw cause;
    throw unusable(file, describeRefusal(cause), cause);
  }
  if (takesFurtherOutputs(structure)) await requireOutputs(file, symbol);
  return symbol;
}

async function readNetwork(file: string): Promise<{ json: string; structure: SymbolStructure }> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(file);
  } catch (cause) {
    const code = isMissing(cause) ? 'ERR_CHECKPOINT_NOT_FOUND' : 'ERR_CHECKPOINT_FORMAT';
    throw new FineTuneError(code, `the network ${file} ${whyUnreadable(cause)}`, { cause });
  }
  const mistaken = isParamsList(bytes) ? 'a .params file: the two may be swapped' : sniff(bytes);
  if (mistaken !== undefined) {
    throw new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} is not a network: it is ${mistaken}`);
  }
  const json = decodeText(bytes);
  if (json === undefined) throw unusable(file, 'it is not UTF-8 text');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(file, `it is damaged or cut off: ${reason}. Copy or download it again`, cause);
  }
  const structure = readSymbolStructure(content);
  if (typeof structure === 'string') throw unusable(file, `it is no MXNet graph: ${structure}`);
  return { json, structure };
}

/** Looks at the graph as libmxnet has understood it: an old file may have attributes under other names. */
async function requireOutputs(file: string, symbol: Symbol): Promise<void> {
  const structure = readSymbolStructure(JSON.parse(await symbol.toJson()));
  const problem = typeof structure === 'string' ? structure : findMissingOutput(structure);
  if (problem === undefined) return;
  symbol.dispose();
  throw unusable(file, problem);
}

/** Why libmxnet does not take a graph. */
function describeRefusal({ detail, message }: MXNetError): string {
  const library = `libmxnet ${libraryInfo()?.version ?? ''}`;
  const operator = detail.match(
    /(?:Operator|op) (\S+) is not registered|Cannot find [Oo]perator (\S+)/,
  );
  const name = operator?.[1] ?? operator?.[2];
  if (name !== undefined) return `it uses the operator ${name}, which ${library} does not have`;
  const [, argument] = detail.match(/Cannot find argument '([^']*)'/) ?? [];
  if (argument !== undefined) {
    const [, kind = 'an operator', node = ''] =
      detail.match(/in operator (\w+)\(name="([^"]*)"/) ?? [];
    return `${kind} ${node} has the parameter ${argument}, which ${library} does not know`;
  }
  return `${library} cannot read it: ${message}`;
}

function unusable(file: string, reason: string, cause?: unknown): FineTuneError {
  return new FineTuneError('ERR_CHECKPOINT_FORMAT', `${file} cannot be used: ${reason}`, { cause });
}
