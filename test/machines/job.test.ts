import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJob } from '../../src/kvstore/job.js';

const JOB = {
  DMLC_ROLE: 'worker',
  DMLC_PS_ROOT_URI: '10.0.0.7',
  DMLC_PS_ROOT_PORT: '9091',
  DMLC_NUM_WORKER: '3',
  DMLC_NUM_SERVER: '2',
};

function refuses(changes: NodeJS.ProcessEnv, message: RegExp): void {
  assert.throws(() => readJob({ ...JOB, ...changes }), { code: 'ERR_OPTION', message });
}

test("a job is what MXNet's variables say", () => {
  assert.deepEqual(readJob(JOB), {
    role: 'worker',
    workers: 3,
    servers: 2,
    scheduler: '10.0.0.7:9091',
  });
  assert.equal(readJob({ ...JOB, DMLC_ROLE: 'scheduler' }).role, 'scheduler');
  assert.equal(readJob({ ...JOB, DMLC_PS_VAN_TYPE: 'zmq' }).role, 'worker');
  const named = { DMLC_PS_ROOT_URI: 'scheduler.jobs', DMLC_USE_KUBERNETES: '1' };
  assert.equal(readJob({ ...JOB, ...named }).scheduler, 'scheduler.jobs:9091');
});

test('each variable that is missing or empty is asked for by name, with who sets it', () => {
  for (const name of Object.keys(JOB)) {
    for (const value of [undefined, '']) {
      refuses(
        { [name]: value },
        new RegExp(`needs the environment variable ${name}\\..*launch.py`),
      );
    }
  }
});

test('variables that mean nothing are refused before libmxnet reads them', () => {
  for (const [name, value, wanted] of [
    ['DMLC_ROLE', 'master', 'be one of worker, server, scheduler'],
    ['DMLC_ROLE', 'Worker', 'be one of worker, server, scheduler'],
    ['DMLC_PS_ROOT_URI', 'tcp://10.0.0.7', 'be an address of four numbers'],
    ['DMLC_PS_ROOT_URI', '10.0.0.7 ', 'be an address of four numbers'],
    ['DMLC_PS_ROOT_URI', 'localhost', 'be an address of four numbers'],
    ['DMLC_PS_ROOT_URI', '::1', 'be an address of four numbers'],
    ['DMLC_PS_ROOT_PORT', '9091x', 'be a whole number from 1 to 65535'],
    ['DMLC_PS_ROOT_PORT', '0', 'be a whole number from 1 to 65535'],
    ['DMLC_PS_ROOT_PORT', '65536', 'be a whole number from 1 to 65535'],
    ['DMLC_NUM_WORKER', '0', 'be a whole number from 1'],
    ['DMLC_NUM_WORKER', '-2', 'be a whole number from 1'],
    ['DMLC_NUM_SERVER', '1.5', 'be a whole number from 1'],
    ['DMLC_NUM_SERVER', '1e9', 'be a whole number from 1'],
  ] as const) {
    refuses({ [name]: value }, new RegExp(`${name} must ${wanted}.*'${value}'`));
  }
});

test('other transports are refused by name', () => {
  refuses({ DMLC_PS_VAN_TYPE: 'p3' }, /DMLC_PS_VAN_TYPE must be zmq.*Start without --p3/);
  refuses({ DMLC_PS_VAN_TYPE: 'ibverbs' }, /have no ibverbs/);
  refuses({ DMLC_PS_VAN_TYPE: '' }, /must be zmq/);
});
