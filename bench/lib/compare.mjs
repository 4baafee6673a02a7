// Both sides in turns, so that what else the machine does hits both alike.
import { setTimeout } from 'node:timers/promises';
import { Program } from './programs.mjs';

/** Milliseconds after which threads that have computed wait without a core: until then they take it from the next one. */
const REST = 300;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Running programs, by name, take turns; the first turn of each only warms up. */
export async function takeTurns(commands, turns, options) {
  const sides = Object.entries(commands).map(([name, command]) => ({
    name,
    program: new Program(command, options),
    results: [],
  }));
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const { program, results } of sides) {
        await setTimeout(REST);
        const result = await program.turn();
        if (turn > 0) results.push(result);
      }
    }
    return Object.fromEntries(sides.map(({ name, results }) => [name, results]));
  } finally {
    for (const { program } of sides) program.kill();
  }
}

/** Two commands are run one after the other, again and again; `measure` makes a number of a running one. */
export async function takeRuns(ours, pythons, rounds, measure) {
  const results = { python: [], ours: [] };
  const commands = { python: pythons, ours };
  for (let round = 0; round < rounds; round++) {
    for (const side of ['python', 'ours']) {
      const program = new Program(commands[side]);
      try {
        results[side].push(await measure(program));
      } finally {
        program.kill();
      }
    }
  }
  return results;
}
