import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from '../../src/predictor/slots.js';

/** Work that ends when it is told to. */
function gate(): { work: () => Promise<void>; open: () => void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { work: () => promise, open: () => open() };
}

test('whoever finds no place waits, and is served in the order of coming', async () => {
  const slots = new Slots(2);
  const order: string[] = [];
  const gates = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...gate() }));
  const all = gates.map(({ name, work }) =>
    slots.use(undefined, async () => {
      order.push(name);
      await work();
    }),
  );
  assert.deepEqual([slots.free, slots.taken, slots.waiting], [0, 2, 2]);
  gates[1]?.open();
  await all[1];
  gates[0]?.open();
  await all[0];
  assert.deepEqual([slots.free, slots.taken, slots.waiting], [0, 2, 0]);
  for (const { open } of gates) open();
  await Promise.all(all);
  assert.deepEqual(order, ['a', 'b', 'c', 'd']);
  assert.equal(slots.free, 2);
});

test('a signal ends the waiting, and the place goes to the next one', async () => {
  const slots = new Slots(1);
  const first = gate();
  const running = slots.use(undefined, first.work);
  const impatient = new AbortController();
  const waiting = slots.use(impatient.signal, () => Promise.resolve('never'));
  const next = slots.use(undefined, () => Promise.resolve('next'));
  const reason = new Error('enough');
  impatient.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(
    slots.use(impatient.signal, () => Promise.resolve()),
    reason,
  );
  assert.equal(slots.waiting, 1);
  first.open();
  await running;
  assert.equal(await next, 'next');
  assert.equal(slots.free, 1);
});

test('work that fails gives its place back, and one can wait until all are free', async () => {
  const slots = new Slots(1);
  await slots.empty();
  const failing = slots.use(undefined, () => Promise.reject(new Error('no')));
  const emptied = slots.empty();
  await assert.rejects(failing, /^Error: no$/);
  await emptied;
  assert.equal(slots.free, 1);
});
