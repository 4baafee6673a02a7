// Module.fit: where the library computes, and where it mostly waits to be told what to do.
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/project.mjs';
import { median, takeTurns } from '../lib/compare.mjs';
import { node, Program, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const NETWORK = join(ROOT, 'test', 'fixtures', 'models', 'resnet20-symbol.json');

async function compareTraining(name, args, turns) {
  const results = await takeTurns(
    {
      python: python(`${name.replace('-', '_')}.py`, ...args, turns),
      ours: node(`${name}.mjs`, ...args, turns),
    },
    turns,
  );
  const rate = (side) => median(results[side].map(({ samples, seconds }) => samples / seconds));
  return { ours: rate('ours'), theirs: rate('python') };
}

/** The network computes: nobody can be much faster than libmxnet. */
export async function residual() {
  const values = await compareTraining('residual', [NETWORK, 32, 40], 8);
  const title = 'Training a residual net, 28×28, batch 32';
  return [row(title, { ...values, unit: 'images/s' }, { atLeast: 1 })];
}

/** Thirteen layers of sixteen units, batch 32. */
export async function dispatch() {
  const values = await compareTraining('thin-mlp', ['local', 400], 16);
  const title = 'Training a thin MLP of 13 layers through a store';
  return [row(title, { ...values, unit: 'samples/s' }, { atLeast: 3 })];
}

/** Large batches: whatever blocks for a step is seen. */
export async function eventLoop() {
  const turns = 10;
  const program = new Program(node('residual.mjs', NETWORK, 128, 4, turns, 'delays'));
  const delays = [];
  try {
    for (let turn = 0; turn < turns; turn++) {
      const result = await program.turn();
      if (turn > 0) delays.push(result.delays.p99);
    }
  } finally {
    program.kill();
  }
  const title = 'Event-loop delay while training, batch 128, p99';
  return [row(title, { ours: median(delays), unit: 'ms', digits: 1 }, { atMost: 20 })];
}
