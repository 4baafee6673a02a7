/** Distributed jobs on this machine: one process for the scheduler, one for each server and worker. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

/** The environment of a node with some role. */
export type NodeEnvironment = (role: string) => NodeJS.ProcessEnv;

/** A job for `workers` workers and one server. */
export async function distributedJob(workers: number): Promise<NodeEnvironment> {
  const port = await freePort();
  return (role) => ({
    DMLC_ROLE: role,
    DMLC_NUM_WORKER: String(workers),
    DMLC_NUM_SERVER: '1',
    DMLC_PS_ROOT_URI: '127.0.0.1',
    DMLC_PS_ROOT_PORT: String(port),
    DMLC_NODE_HOST: '127.0.0.1',
  });
}
