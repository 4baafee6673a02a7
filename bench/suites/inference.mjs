// Classifying: how many images a second, how well calls share batches, how soon there is a first answer.
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/project.mjs';
import { median, takeRuns, takeTurns } from '../lib/compare.mjs';
import { onnxruntime, resnet50 } from '../lib/peers.mjs';
import { node, python } from '../lib/programs.mjs';
import { row } from '../lib/table.mjs';

const SMALL = join(ROOT, 'test', 'fixtures', 'models', 'resnet20');
const PHOTO = join(ROOT, 'test', 'fixtures', 'photos', 'coffee.png');

const ENTRIES = ['mxnet-finetune', 'mxnet-finetune/predictor'];

const THREADS = 2;
const PEERS = {
  onnxruntime: { name: 'onnxruntime-node', atLeast: 1.3 },
  python: { name: 'Python', atLeast: 1 },
};
const FORMS = { v1: 'ResNet-50', v2: 'ResNet-50 v2' };
/** Calls in a turn, and turns, by the images of a call. */
const SIZES = { 1: { calls: 4, turns: 25 }, 16: { calls: 1, turns: 9 } };

/** All of them answer the same, and as fast as the machine lets them: what else it does only slows down. */
export async function inference() {
  const folder = onnxruntime();
  const rows = [];
  for (const [form, title] of Object.entries(FORMS)) {
    const prefix = resnet50(form);
    for (const [size, { calls, turns }] of Object.entries(SIZES)) {
      const commands = {
        python: python('classify.py', prefix, size, calls),
        onnxruntime: node('classify-onnx.mjs', folder, `${prefix}.onnx`, size, calls),
        ours: node('classify.mjs', prefix, size, calls),
      };
      const results = await takeTurns(commands, turns, { threads: THREADS });
      requireEqual(results);
      const rate = (side) =>
        Math.max(...results[side].map(({ images, seconds }) => images / seconds));
      for (const [side, { name, atLeast }] of Object.entries(PEERS)) {
        const values = { ours: rate('ours'), theirs: rate(side), unit: 'images/s', digits: 1 };
        const setting = `${size} at a time, ${THREADS} threads`;
        rows.push(row(`${title}, 224², ${setting}, against ${name}`, values, { atLeast }));
      }
    }
  }
  return rows;
}

/** A comparison of different computations would mean nothing. */
function requireEqual({ ours, ...others }) {
  const expected = ours[0].probabilities;
  for (const [name, [{ probabilities }]] of Object.entries(others)) {
    const differences = expected.map((value, i) => Math.abs(value - probabilities[i]));
    const most = Math.max(...differences);
    if (!(most <= 1e-5) || expected.length !== probabilities.length) {
      throw new Error(`the probabilities of ${name} differ from ours by ${most}`);
    }
  }
}

/** Thirty-two callers who each ask again once they are answered, and one; a residual net on images of 28 × 28. */
export async function batching() {
  const turns = 7;
  const results = await takeTurns(
    { one: node('callers.mjs', SMALL, 1, 256), many: node('callers.mjs', SMALL, 32, 8) },
    turns,
    { threads: THREADS },
  );
  const rate = (side) => median(results[side].map(({ images, seconds }) => images / seconds));
  const values = { ours: rate('many'), theirs: rate('one'), unit: 'images/s' };
  return [
    row(`ResNet-20, 28², 32 callers, ${THREADS} threads, against one caller`, values, {
      atLeast: 2,
    }),
  ];
}

/** From before the import until an image file is classified, in a new process; with all of the package and with a part of it. */
export async function firstAnswer() {
  const rows = [];
  for (const name of ENTRIES) {
    const results = await takeRuns(
      node('first-answer.mjs', name, SMALL, PHOTO),
      python('first_answer.py', SMALL, PHOTO),
      9,
      async (program) => Number(await program.line()),
    );
    const values = { ours: median(results.ours), theirs: median(results.python), unit: 'ms' };
    rows.push(row(`From the import of ${name} to the first answer`, values, { atMost: 0.25 }));
  }
  return rows;
}
