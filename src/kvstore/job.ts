/** The job of several machines that the environment describes. */

import { isIPv4 } from 'node:net';
import { FineTuneError } from '../errors.js';

/** What a process is in a job. */
export type Role = 'worker' | 'server' | 'scheduler';

/** A job, as one of its processes is told of it. */
export interface Job {
  role: Role;
  workers: number;
  servers: number;
  /** Address and port of the scheduler. */
  scheduler: string;
}

const ROLES: readonly string[] = ['worker', 'server', 'scheduler'] satisfies Role[];

/** More processes than this cannot be named. */
const MOST_PROCESSES = 2 ** 16;

const MOST_PORTS = 2 ** 16 - 1;

const REMEDY =
  "MXNet's tools/launch.py sets it in every process; without it say it yourself, or train on one machine with another --kv-store";

/** Whether a type of store stands for several machines. */
export function isDistributed(type: string): boolean {
  return type.toLowerCase().includes('dist');
}

/** What `DMLC_ROLE` says that this process is; `undefined` outside of a job. */
export function roleOf(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment['DMLC_ROLE'] || undefined;
}

/**
 * Reads the variables of libmxnet's distributed store, which would end the process over what is missing, or wait for ever.
 *
 * @throws {@link FineTuneError} `ERR_OPTION` naming the variable
 */
export function readJob(environment: NodeJS.ProcessEnv = process.env): Job {
  const role = text(environment, 'DMLC_ROLE');
  if (!isRole(role)) throw wrong('DMLC_ROLE', `be one of ${ROLES.join(', ')}`, role);
  const address = text(environment, 'DMLC_PS_ROOT_URI');
  requireAddress(address, environment);
  const port = whole(environment, 'DMLC_PS_ROOT_PORT', MOST_PORTS);
  const workers = whole(environment, 'DMLC_NUM_WORKER', MOST_PROCESSES);
  const servers = whole(environment, 'DMLC_NUM_SERVER', MOST_PROCESSES);
  refuseTransport(environment['DMLC_PS_VAN_TYPE']);
  return { role, workers, servers, scheduler: `${address}:${port}` };
}

/** The scheduler listens at its number alone, unless it is told to listen everywhere. */
function requireAddress(address: string, environment: NodeJS.ProcessEnv): void {
  const isEverywhere = Number(environment['DMLC_USE_KUBERNETES'] ?? 0) > 0;
  if (isIPv4(address) || (isEverywhere && /^[\w.-]+$/.test(address))) return;
  throw wrong(
    'DMLC_PS_ROOT_URI',
    'be an address of four numbers, such as 10.0.0.7 (a name only with DMLC_USE_KUBERNETES=1)',
    address,
  );
}

/** Others end the process, or update on the servers. */
function refuseTransport(transport: string | undefined): void {
  if (transport === undefined || transport === 'zmq') return;
  const reason =
    transport === 'p3'
      ? 'p3 cuts gradients into pieces that arrive one by one, and the sums are not those of Python. Start without --p3'
      : `libmxnet's packages have no ${transport || 'empty transport'}. Leave it away`;
  throw new FineTuneError('ERR_OPTION', `DMLC_PS_VAN_TYPE must be zmq: ${reason}`);
}

function isRole(role: string): role is Role {
  return ROLES.includes(role);
}

function text(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new FineTuneError(
    'ERR_OPTION',
    `a distributed --kv-store needs the environment variable ${name}. ${REMEDY}`,
  );
}

function whole(environment: NodeJS.ProcessEnv, name: string, most: number): number {
  const value = text(environment, name);
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw wrong(name, `be a whole number from 1 to ${most}`, value);
}

function wrong(name: string, wanted: string, value: string): FineTuneError {
  return new FineTuneError(
    'ERR_OPTION',
    `the environment variable ${name} must ${wanted}, received '${value}'`,
  );
}
