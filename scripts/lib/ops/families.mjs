// Which file an operator's declaration stands in.

/** The files, in the order in which an operator is looked for a place. */
export const FAMILIES = [
  namespaced('contrib', 'Contributed operators, `_contrib_…`.'),
  namespaced('image', 'Operators on images, `_image_…`.'),
  namespaced('linalg', 'Linear algebra, `_linalg_…`.'),
  namespaced('random', 'Random numbers, `_random_…`.'),
  namespaced('internal', 'What else begins with an underscore.'),
  family(
    'optimizers',
    'Updates of parameters, and what goes with them.',
    ({ name, source }) =>
      /_update(?:_phase\d)?$|^multi_|^preloaded_|all_finite$|^reset_arrays$/.test(name) ||
      source === 'optimizer_op.cc',
  ),
  family('distributions', 'Random numbers and their densities.', ({ name }) =>
    /^(?:random|sample)_|^(?:normal|uniform|shuffle)$/.test(name),
  ),
  family('matrices', 'Linear algebra by its older names.', ({ name }) => /^linalg_/.test(name)),
  family(
    'layers',
    'Layers of networks, and losses.',
    ({ name, source }) =>
      /^(?!Cast$|Reshape$)[A-Z]|softmax|softmin/.test(name) || /^(?:nn\/|[^/]+$)/.test(source),
  ),
  family(
    'elementwise',
    'Functions of every element, and of pairs of elements.',
    ({ name, source }) =>
      /^(?:elemwise_.*|clip|gamma|gammaln|logical_not|negative|where)$/.test(name) ||
      /^tensor\/elemwise_(?:unary|binary)|^tensor\/.*broadcast_op/.test(source),
  ),
  family('arrays', 'Shapes, places, sorting, sums and products.', () => true),
];

function namespaced(namespace, text) {
  return { ...family(namespace, text, (operator) => operator.namespace === namespace), namespace };
}

function family(name, text, matches) {
  const one = name.replace(/ices$/, 'ix').replace(/s$/, '');
  const interfaceName = `${one[0].toUpperCase()}${one.slice(1)}Operators`;
  return { name, file: `${name}.ts`, interfaceName, text, matches };
}

/** The family of an operator; an alias stands where its own name belongs. */
export function familyOf(operator) {
  return FAMILIES.find(({ matches }) => matches(operator));
}
