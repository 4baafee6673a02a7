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
    ['DMLC_ROLE', 'master', 'one of worker, server, scheduler'],
    ['DMLC_ROLE', 'Worker', 'one of worker, server, scheduler'],
    ['DMLC_PS_ROOT_URI', 'tcp://10.0.0.7', 'an address or a name'],
    ['DMLC_PS_ROOT_URI', '10.0.0.7 ', 'an address or a name'],
    ['DMLC_PS_ROOT_PORT', '9091x', 'a whole number from 1 to 65535'],
    ['DMLC_PS_ROOT_PORT', '0', 'a whole number from 1 to 65535'],
    ['DMLC_PS_ROOT_PORT', '65536', 'a whole number from 1 to 65535'],
    ['DMLC_NUM_WORKER', '0', 'a whole number from 1'],
    ['DMLC_NUM_WORKER', '-2', 'a whole number from 1'],
    ['DMLC_NUM_SERVER', '1.5', 'a whole number from 1'],
    ['DMLC_NUM_SERVER', '1e9', 'a whole number from 1'],
  ] as const) {
    refuses({ [name]: value }, new RegExp(`${name} must be ${wanted}.*'${value}'`));
  }
});

test('other transports are refused by name', () => {
  refuses({ DMLC_PS_VAN_TYPE: 'p3' }, /DMLC_PS_VAN_TYPE must be zmq.*Start without --p3/);
  refuses({ DMLC_PS_VAN_TYPE: 'ibverbs' }, /have no ibverbs/);
  refuses({ DMLC_PS_VAN_TYPE: '' }, /must be zmq/);
});
