/** A real distributed job on this machine: a scheduler, a server and workers, one process each. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distributedJob } from '../support/distributed.js';
import { assertEnded, type Ended, runNode } from '../support/run-node.js';

const PROGRAM = 'binding/programs/distributed-node.js';

/** How one node of a job is started. */
type StartNode = (role: string, what: string, kill?: AbortSignal) => Promise<Ended>;

/** A job for `workers` workers and one server. */
async function job(workers: number): Promise<StartNode> {
  const environment = await distributedJob(workers);
  return (role, what, kill) =>
    runNode(PROGRAM, { args: [what], ...(kill && { kill }), env: environment(role) });
}

test('two workers train on one server, whose updater is JavaScript', async () => {
  const start = await job(2);
  const [scheduler, server, ...workers] = await Promise.all(
    ['scheduler', 'server', 'worker', 'worker'].map((role) => start(role, 'add')),
  );
  assert.ok(scheduler && server);
  assertEnded(scheduler, 0, 'scheduler');
  assertEnded(server, 0, 'server');
  for (const worker of workers) assertEnded(worker, 0, 'worker');

  assert.deepEqual(JSON.parse(server.stdout), { commands: ['0 add'], updates: [0, 0, 0] });
  const seen = workers.map(({ stdout }) => JSON.parse(stdout) as { rank: number });
  seen.sort((left, right) => left.rank - right.rank);
  const pulled = [
    [4, 32],
    [7, 62],
    [10, 92],
  ];
  const common = { type: 'dist_sync', workers: 2, dead: 0, pulled };
  assert.deepEqual(seen, [
    { ...common, rank: 0 },
    { ...common, rank: 1 },
  ]);
});

test("an error of the server's updater ends the server with it, after the job", async () => {
  const start = await job(1);
  const [server, worker] = await Promise.all(
    ['server', 'worker', 'scheduler'].map((role) => start(role, 'throw')),
  );
  assert.ok(server && worker);
  assertEnded(worker, 0, 'worker');
  assert.equal(server.code, 1);
  assert.match(server.stderr, /Error: in the updater of the server/);
});

test('a worker that fails ends at once, although the others never answer', async () => {
  const start = await job(2);
  const others = new AbortController();
  const rest = Promise.all([
    start('scheduler', '', others.signal),
    start('server', '', others.signal),
    start('worker', 'add', others.signal),
  ]);
  try {
    const failed = await start('worker', 'fail');
    assert.equal(failed.code, 1, failed.stderr);
    assert.match(failed.stderr, /Error: the training has failed/);
  } finally {
    others.abort();
    await rest;
  }
});

test('a worker that waits for its scheduler can start programs and exit', async () => {
  const start = await job(1);
  const ended = await start('worker', 'wait');
  assertEnded(ended, 3, 'worker');
  assert.deepEqual(JSON.parse(ended.stdout), { status: 0 });
});
