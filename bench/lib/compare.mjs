// Both sides in turns, so that what else the machine does hits both alike.
import { Program } from './programs.mjs';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Two running programs take turns; the first turn of each only warms up. */
export async function takeTurns(ours, pythons, turns) {
  const programs = [new Program(pythons), new Program(ours)];
  try {
    const results = programs.map(() => []);
    for (let turn = 0; turn < turns; turn++) {
      for (const [i, program] of programs.entries()) {
        const result = await program.turn();
        if (turn > 0) results[i].push(result);
      }
    }
    return { python: results[0], ours: results[1] };
  } finally {
    for (const program of programs) program.kill();
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
