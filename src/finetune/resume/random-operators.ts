/** Operators of a graph that draw random numbers. */

import type { Graph, GraphNode } from '../../symbol/graph.js';

/** Draws as many numbers for every shape, whatever its parameters and inputs are. */
const DISTRIBUTION =
  /^_random_(uniform|normal|exponential|gamma|poisson|negative_binomial|generalized_negative_binomial|randint)(_like)?$/;

/** Draws what depends on the values of its inputs, or what only its authors know. */
const UNKNOWN =
  /^(_?sample_|_?shuffle$|_image_random_|_npi_(bernoulli|choice|exponential|gamma|gumbel|logistic|multinomial|normal|pareto|random|rayleigh|shuffle|uniform|weibull)|_npx_(dropout|_image_random_|rnn)|_contrib_dgl_csr_neighbor|Custom$|_foreach$|_while_loop$|_cond$)/;

/** The random operators of a graph, in the order in which they are computed. */
export interface RandomOperators {
  /** Can be run alone. */
  redrawable: readonly GraphNode[];
  /** What they draw cannot be found out without computing everything. */
  unknown: readonly GraphNode[];
}

export function findRandomOperators({ nodes }: Graph): RandomOperators {
  return { redrawable: nodes.filter(isRedrawable), unknown: nodes.filter(isUnknown) };
}

/** Whether an operator draws also when a network is only measured. */
export function drawsAlways({ operator = '', attributes }: GraphNode): boolean {
  return DISTRIBUTION.test(operator) || (operator === 'Dropout' && attributes['mode'] === 'always');
}

function isRedrawable({ operator = '' }: GraphNode): boolean {
  return operator === 'Dropout' || DISTRIBUTION.test(operator);
}

function isUnknown({ operator = '', attributes }: GraphNode): boolean {
  if (operator === 'RNN') return Number(attributes['p'] ?? 0) > 0;
  // Its random form crashes libmxnet 1.9.1 on the CPU, so that nobody could prove what it draws.
  if (operator === 'LeakyReLU') return attributes['act_type'] === 'rrelu';
  return UNKNOWN.test(operator);
}
