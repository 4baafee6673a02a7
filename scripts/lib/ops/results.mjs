// How many results an operator has: the library does not describe it, so its nodes are built and looked at.
import { Symbol as Net } from '../../../lib/index.js';
import { FOR_ARRAYS_ONLY } from '../../../lib/operators/attributes.js';

/**
 * The `count` of results, `undefined` when an attribute says how many; `cases` for the values of one attribute that change
 * the number; the `inputs` of a node with the default attributes, as far as they are known.
 */
export function resultsOf(operator) {
  if (operator.givesList || FOR_ARRAYS_ONLY.has(operator.name)) return { count: undefined };
  const standard = probe(operator, {});
  if (standard === undefined) return { count: 1 };
  const cases = variants(operator, {}, standard.count).map(({ name, value, count }) => ({
    name,
    value,
    // Where yet another attribute counts, it is a list.
    count: variants(operator, { [name]: literal(value) }, count).some(
      (other) => other.name !== name,
    )
      ? undefined
      : count,
  }));
  const names = new Set(cases.map(({ name }) => name));
  if (names.size > 1) throw new Error(`the results of ${operator.name} depend on ${[...names]}`);
  return { count: standard.count, cases, inputs: standard.inputs };
}

/** The values of single attributes with which there are more or fewer results than `usual`. */
function variants(operator, attributes, usual) {
  const found = [];
  for (const { name, kind } of operator.attributes) {
    for (const value of kind.values ?? []) {
      const count = probe(operator, { ...attributes, [name]: literal(value) })?.count;
      if (count !== undefined && count !== usual) found.push({ name, value, count });
    }
  }
  return found;
}

/** The outputs and inputs of a node with these attributes, as far as it can be built. */
function probe(operator, attributes) {
  const required = {};
  for (const { name, kind } of operator.attributes) {
    if (kind.required) required[name] = sample(kind);
  }
  // Pooling and its like are not content with the default kernel.
  const shapes = {};
  for (const { name, kind } of operator.attributes)
    if (kind.type === 'Shape') shapes[name] = [2, 2];
  for (const guess of [required, { ...required, ...shapes }]) {
    for (const given of [0, operator.inputs.length]) {
      const probed = compose(operator, { ...guess, ...attributes }, given);
      if (probed !== undefined) return probed;
    }
  }
  return undefined;
}

function compose(operator, attributes, given) {
  const lists = operator.inputs.some(({ list }) => list);
  const count = lists ? 2 : given;
  const variables = Array.from({ length: count }, (_, i) => Net.variable(`given${i}`));
  const counted =
    operator.countArgument === undefined ? {} : { [operator.countArgument]: variables.length };
  try {
    const node = Net.compose(operator.name, variables, { ...attributes, ...counted }, 'node');
    const created = [...node.listArguments(), ...node.listAuxiliaryStates()];
    const inputs =
      given === 0 && !lists ? created.map((name) => name.replace(/^node_/, '')) : undefined;
    const probed = { count: node.listOutputs().length, inputs };
    node.dispose();
    return probed;
  } catch {
    return undefined;
  } finally {
    for (const variable of variables) variable.dispose();
  }
}

function sample({ type, values }) {
  if (values !== undefined) return literal(values[0]);
  if (/^(?:Shape|readonly)/.test(type)) return [2, 2];
  if (type.startsWith('Real')) return 0.5;
  return type.startsWith('number') ? 2 : 'text';
}

function literal(value) {
  return value === 'null' ? null : value.startsWith("'") ? value.slice(1, -1) : value === 'true';
}
