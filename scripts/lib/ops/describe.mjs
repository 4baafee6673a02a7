// The operators of the loaded library that get a declaration.
import { describeOperator, listOperators } from '../../../lib/index.js';
import { countsResults, isInputType } from '../../../lib/operators/attributes.js';
import { placeOf } from '../../../lib/ops/names.js';
import { camelCase } from '../../../lib/text/camel-case.js';
import { kindOf } from './kinds.mjs';
import { resultsOf } from './results.mjs';
import { argumentText, deprecationsOf, summaryOf } from './texts.mjs';

/**
 * What only the library itself and other front ends call: gradients, what its passes put into graphs, control flow over
 * graphs, operators in Python, numpy's interface, other names for sparse arrays, graphs of the DGL.
 */
const UNDECLARED =
  /^_(?:backward|npi?x?_|sg_|sparse_|contrib_(?:backward|dgl)|(?:cond|foreach|while_loop|CachedOp.*|CustomFunction|Native|NDArray|NoGradient|CrossDeviceCopy|broadcast_backward|split_v2_backward)$)|^Custom$/;

/** Inputs that a layer has besides its data: they are given by name, or are variables of their own. */
const PARAMETERS =
  /^(?:weight|bias|gamma|beta|moving_(?:mean|var|avg)|label|parameters|state|state_cell)$/;

/** The operators, sorted by name; an alias names the operator that it stands for. */
export function describeOperators() {
  const names = listOperators().filter((name) => !UNDECLARED.test(name));
  const described = names.map((name) => describe(name));
  const canonical = new Map();
  for (const operator of [...described].sort(preferred)) {
    if (!canonical.has(operator.key)) canonical.set(operator.key, operator);
  }
  for (const operator of described) {
    const original = canonical.get(operator.key);
    if (original === operator) finish(operator);
    else operator.aliasOf = original;
  }
  return described.sort((a, b) => (a.member < b.member ? -1 : 1));
}

function describe(name) {
  const { name: key, description, arguments: args, countArgument } = describeOperator(name);
  const inputs = args.filter(({ type }) => isInputType(type));
  const attributes = args.filter(({ type }) => !isInputType(type));
  const deprecated = deprecationsOf(description);
  const names = new Map(args.map((argument) => [argument.name, camelCase(argument.name)]));
  return {
    name,
    key,
    ...placeOf(name),
    source: description.match(/(?:Defined in|From:)\s*\.\.\/src\/operator\/(\S+?):/)?.[1] ?? '',
    summary: summaryOf(description, names),
    deprecated: deprecated.has(name),
    insteadOf: deprecated.get(name) && placeOf(deprecated.get(name)).member,
    inputs: inputs.map((input) => ({
      name: input.name,
      member: camelCase(input.name),
      list: input.type.endsWith('[]'),
      text: argumentText(input.description, names),
    })),
    attributes: attributes
      .filter((attribute) => attribute.name !== countArgument)
      .map((attribute) => ({
        name: attribute.name,
        member: camelCase(attribute.name),
        kind: kindOf(attribute),
        text: argumentText(attribute.description, names),
      })),
    countArgument,
    givesList: args.some((argument) => countsResults(argument.name)),
  };
}

/** Places the inputs: those by position first, then those by name. */
function finish(operator) {
  operator.results = resultsOf(operator);
  const present = operator.results.inputs;
  const isLayer = operator.inputs[0]?.name === 'data';
  const byName = operator.inputs.findIndex(
    ({ name }, i) =>
      i > 0 && ((isLayer && PARAMETERS.test(name)) || (present && !present.includes(name))),
  );
  operator.positional = byName < 0 ? operator.inputs.length : byName;
}

/** The operator's own name, unless it is in a namespace of the internal ones; then names without an underscore. */
function preferred(a, b) {
  return rank(a) - rank(b);
}

function rank({ name, key, namespace }) {
  if (namespace === 'internal') return name === key ? 2 : 3;
  return name === key ? 0 : 1;
}
