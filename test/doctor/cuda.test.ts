import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CudaEvidence, judgeCuda } from '../../src/doctor/cuda.js';
import { isTooNew, parseSmi } from '../../src/doctor/nvidia.js';
import type { ProbeFindings } from '../../src/doctor/run-probe.js';
import { sourceOf } from '../../src/runtime/elf/packages.js';

const OPENED: ProbeFindings = {
  version: '1.9.1',
  features: ['CUDA', 'CUDNN'],
  gpus: 1,
  devices: ['cpu(0)', 'gpu(0)'],
  failures: [],
};

/** A CUDA build with one working device, but for what is given. */
function judge(probe: Partial<ProbeFindings>, evidence: Partial<CudaEvidence> = {}) {
  const { cuda, problems } = judgeCuda({
    probe: { ...OPENED, ...probe },
    missing: [],
    needed: ['libcuda.so.1', 'libcudart.so.11.0'],
    driver: '535.104.05',
    machine: [],
    environment: {},
    ...evidence,
  });
  return { status: cuda.status, message: problems[0]?.message ?? '' };
}

function lacking(name: string): Partial<CudaEvidence> {
  return { missing: [{ name, neededBy: 'libmxnet.so', ...sourceOf(name) }] };
}

function failing(step: string, message: string): Partial<ProbeFindings> {
  return { failures: [{ step, code: 'ERR_MXNET_CALL', message }] };
}

const NOT_OPENED: Partial<ProbeFindings> = { version: undefined, features: undefined };

test('a CUDA build whose device computes is in order', () => {
  assert.deepEqual(judge({}), { status: 'ok', message: '' });
});

test('a CPU build is no problem', () => {
  assert.deepEqual(judge({ features: ['OPENCV'], gpus: 0 }), { status: 'not-built', message: '' });
});

test('a missing part of CUDA goes before a missing driver, and each is told from the other', () => {
  assert.equal(judge(NOT_OPENED, lacking('libcudnn.so.8')).status, 'library-missing');
  assert.equal(judge(NOT_OPENED, lacking('libcuda.so.1')).status, 'no-driver');
});

test('a driver that is too old is named with the version that is wanted', () => {
  const failure = failing(
    'count gpus',
    'Check failed: e == cudaSuccess (35 vs. 0) : CUDA: CUDA driver version is insufficient for CUDA runtime version',
  );
  const { status, message } = judge({ ...failure, gpus: undefined });
  assert.equal(status, 'driver-too-old');
  assert.match(message, /driver 535\.104\.05 is too old .*error 35.*450\.80\.02 or later/);
});

test('a driver without a device is told from devices that are hidden', () => {
  const none = judge({ gpus: 0 });
  assert.equal(none.status, 'no-device');
  assert.match(none.message, /no CUDA device \(error 100\)/);
  const hidden = judge({ gpus: 0 }, { environment: { CUDA_VISIBLE_DEVICES: '' } });
  assert.equal(hidden.status, 'no-device');
  assert.match(hidden.message, /CUDA_VISIBLE_DEVICES is ''\. Unset it/);
});

test('a device that the library has no machine code for is named', () => {
  const machine = parseSmi('NVIDIA H100 80GB HBM3, 9.0\n');
  const failure = failing(
    'compute on gpu(0)',
    'CUDA: no kernel image is available for execution on the device',
  );
  const { status, message } = judge(failure, { machine });
  assert.equal(status, 'device-too-new');
  assert.match(message, /NVIDIA H100 80GB HBM3 \(compute capability 9\.0\)/);
});

test('what CUDA says otherwise is passed on', () => {
  const { status, message } = judge(failing('compute on gpu(0)', 'CUDA: uncorrectable ECC error'));
  assert.equal(status, 'failed');
  assert.match(message, /uncorrectable ECC error/);
});

test('devices are too new by their number, or by their name where the driver tells no number', () => {
  const names = (text: string) => parseSmi(text).map((device) => isTooNew(device));
  assert.deepEqual(names('Tesla T4, 7.5\nNVIDIA A10G, 8.6\nNVIDIA L4, 8.9\n'), [
    false,
    false,
    false,
  ]);
  assert.deepEqual(names('NVIDIA H100 PCIe, 9.0\nNVIDIA GeForce RTX 5090, 12.0\n'), [true, true]);
  assert.deepEqual(names('NVIDIA H200, [N/A]\nNVIDIA B200\nNVIDIA GeForce RTX 5080\n'), [
    true,
    true,
    true,
  ]);
  assert.deepEqual(
    names('NVIDIA A100-SXM4-40GB\nTesla V100-SXM2-16GB\nNVIDIA GeForce RTX 4090\n'),
    [false, false, false],
  );
});
