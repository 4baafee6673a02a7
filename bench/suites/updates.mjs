// Updates of many small parameters.
import { median, takeTurns } from '../lib/compare.mjs';
import { node, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const NAMES = { adam: 'Adam', lamb: 'LAMB' };
const TURNS = 12;

export async function updates() {
  const rows = [];
  for (const [optimizer, name] of Object.entries(NAMES)) {
    const args = [optimizer, 'none', 40, TURNS];
    const results = await takeTurns(
      { python: python('updates.py', ...args), ours: node('updates.mjs', ...args) },
      TURNS,
    );
    const rate = (side) => median(results[side].map((result) => result.updates / result.seconds));
    const values = { ours: rate('ours'), theirs: rate('python'), unit: 'updates/s' };
    rows.push(row(`${name} on 160 small parameters`, values, { atLeast: 1.5 }));
  }
  return rows;
}
