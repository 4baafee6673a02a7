/** Drawing the random numbers of steps that were computed before. */

import { type Executor, simpleBind } from '../../executor/executor.js';
import type { DataDesc } from '../../io/data-desc.js';
import type { RowRange } from '../../module/slices.js';
import type { DType } from '../../ndarray/dtype.js';
import { describeOperator } from '../../operators/registry.js';
import type { Device } from '../../runtime/device.js';
import { waitAll } from '../../runtime/wait-all.js';
import { type Graph, type GraphNode, graphOf } from '../../symbol/graph.js';
import { inferShape, inferType } from '../../symbol/infer.js';
// Under its own name it would hide the global Symbol, which `using` needs.
import { Symbol as Net } from '../../symbol/symbol.js';
import { drawsAlways, findRandomOperators } from './random-operators.js';

/** How many generators libmxnet hands out in turn for each kind of device. */
const GENERATORS = {
  cpu: { variable: 'MXNET_CPU_PARALLEL_RAND_COPY', usual: 1 },
  gpu: { variable: 'MXNET_GPU_PARALLEL_RAND_COPY', usual: 4 },
} as const;

/** After so many batches the engine's queue is emptied. */
const MOST_QUEUED = 64;

/** What is bound as a module's executors are. */
export interface RedrawPlan {
  /** What is trained. */
  symbol: Net;
  inputs: readonly DataDesc[];
  devices: readonly Device[];
  /** The rows of each device. */
  ranges: readonly RowRange[];
}

/**
 * The random operators of a network without everything else. libmxnet's generators cannot be read or set, but after the same
 * operators have drawn from them for the same shapes, in the same order, they are where they were.
 */
export class Redraw implements Disposable {
  /** Whether there is anything to draw when the network is measured. */
  readonly drawsAlways: boolean;
  readonly #executors: readonly Executor[];
  #isTrain = true;
  #queued = 0;

  private constructor(executors: readonly Executor[], drawsInEvaluation: boolean) {
    this.#executors = executors;
    this.drawsAlways = drawsInEvaluation;
  }

  /** Call it between the module's binding and the first values: generators are handed out in turn. */
  static async bind(plan: RedrawPlan): Promise<Redraw> {
    const graph = await graphOf(plan.symbol);
    const { redrawable } = findRandomOperators(graph);
    if (redrawable.length === 0) return new Redraw([], false);
    const rounds = Math.max(...plan.devices.map(generatorsOf));
    // The module's executors were the first round; before the last one it is the first generator's turn again.
    for (let round = 1; round < rounds; round++) {
      for (const executor of await bindRound(plan, graph, redrawable)) executor.dispose();
    }
    return new Redraw(await bindRound(plan, graph, redrawable), redrawable.some(drawsAlways));
  }

  /**
   * Queues what one batch draws. libmxnet asks for the mode when it computes, not when it is told to: what is queued in one
   * mode is computed before anything is queued in the other.
   */
  async draw(isTrain: boolean): Promise<void> {
    if (this.#executors.length === 0) return;
    if (isTrain !== this.#isTrain || this.#queued === MOST_QUEUED) {
      await waitAll();
      this.#queued = 0;
    }
    this.#isTrain = isTrain;
    this.#queued++;
    for (const executor of this.#executors) executor.forward(isTrain);
  }

  dispose(): void {
    for (const executor of this.#executors) executor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function generatorsOf({ type }: Device): number {
  const { variable, usual } = type === 'gpu' ? GENERATORS.gpu : GENERATORS.cpu;
  return Number(process.env[variable] ?? usual);
}

/** One executor for each device. */
async function bindRound(
  { symbol, inputs, devices, ranges }: RedrawPlan,
  graph: Graph,
  nodes: readonly GraphNode[],
): Promise<Executor[]> {
  using internals = symbol.internals();
  const executors: Executor[] = [];
  try {
    for (const [k, device] of devices.entries()) {
      const { begin, end } = ranges[k] as RowRange;
      const own = inputs.map((desc) => ({ ...desc, shape: [end - begin, ...desc.shape.slice(1)] }));
      executors.push(await bindNodes(internals, graph, nodes, own, device));
    }
    return executors;
  } catch (error) {
    for (const executor of executors) executor.dispose();
    throw error;
  }
}

async function bindNodes(
  internals: Net,
  graph: Graph,
  nodes: readonly GraphNode[],
  inputs: readonly DataDesc[],
  device: Device,
): Promise<Executor> {
  const known = inputs.filter(({ name }) => graph.nodes.some((node) => node.name === name));
  const outputs = await inferShape(
    internals,
    Object.fromEntries(known.map(({ name, shape }) => [name, shape])),
  );
  const { outputs: outputTypes } = await inferType(
    internals,
    Object.fromEntries(known.map(({ name, dtype }) => [name, dtype])),
  );
  const shapes: Record<string, readonly number[]> = {};
  const types: Record<string, DType> = {};
  const parts: Net[] = [];
  try {
    for (const [i, node] of nodes.entries()) {
      const output = `${node.name}_output`;
      parts.push(alone(node, `input${i}`));
      // All of them give what they are given, or are given nothing.
      if (node.inputs.length === 0) continue;
      shapes[`input${i}`] = outputs.outputs.get(output) ?? [];
      types[`input${i}`] = outputTypes.get(output) ?? 'float32';
    }
    using together = Net.group(parts);
    return await simpleBind(together, { device, shapes, types, onThisThread: true });
  } finally {
    for (const part of parts) part.dispose();
  }
}

/** A node on an input of its own. */
function alone({ operator = '', attributes, inputs, name }: GraphNode, input: string): Net {
  const parameters = new Set(describeOperator(operator).arguments.map((item) => item.name));
  const own = Object.entries(attributes).filter(([key]) => parameters.has(key));
  if (inputs.length === 0) return Net.compose(operator, [], Object.fromEntries(own), name);
  using data = Net.variable(input);
  return Net.compose(operator, [data], Object.fromEntries(own), name);
}
