/** What stands in the way of the same bytes after an interruption. */

import { isDistributed } from '../../kvstore/job.js';
import { type Graph, graphOf } from '../../symbol/graph.js';
import type { Symbol } from '../../symbol/symbol.js';
import { isRandomlyAugmented } from '../augmentation-kinds.js';
import type { RunSettings } from '../options.js';
import { findRandomOperators } from './random-operators.js';

/** Why a run that is gone on with cannot have the bytes of one that was not interrupted; empty when it has. */
export async function obstacles(settings: RunSettings, symbol: Symbol): Promise<string[]> {
  return [
    ...decodingThreads(settings),
    ...compression(settings),
    ...randomOperators(await graphOf(symbol)),
  ];
}

function decodingThreads(settings: RunSettings): string[] {
  const { augmentation, dataNthreads, benchmark, deterministic, reseedEpochs } = settings;
  const isSeeded = deterministic || reseedEpochs || benchmark !== 0;
  if (isSeeded || dataNthreads === 1 || !isRandomlyAugmented(augmentation)) return [];
  return [
    `${dataNthreads} threads change the images at random, and which one meets which image is chance (--deterministic or --data-nthreads 1 helps)`,
  ];
}

function compression({ gcType, devices, kvStore }: RunSettings): string[] {
  if (gcType === 'none' || (devices.length === 1 && !isDistributed(kvStore))) return [];
  return ['what --gc-type has left of the gradients cannot be read from libmxnet'];
}

function randomOperators(graph: Graph): string[] {
  const { unknown } = findRandomOperators(graph);
  if (unknown.length === 0) return [];
  const list = unknown.map(({ name, operator }) => `${name} (${operator})`).join(', ');
  return [`what random numbers these layers draw depends on what they compute: ${list}`];
}
