import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBuild } from '../../src/runtime/install/choose-build.js';

test('versions are known by their hashes, and unknown ones are refused with the known ones', () => {
  const known = (version: string) => chooseBuild({ version }, 'linux-x64', false).wheels[0];
  assert.equal(known('1.9.1')?.version, '1.9.1');
  assert.equal(known('1.5.1')?.version, '1.5.1.post0');
  assert.equal(known('1.7.0.post2')?.version, '1.7.0.post2');
  assert.throws(() => known('2.0.0'), {
    code: 'ERR_OPTION',
    message: /2\.0\.0 is not among.*1\.9\.1, 1\.7\.0\.post2, 1\.5\.1\.post0, 1\.3\.1, 1\.1\.0/,
  });
});

test('a CUDA build brings its companions in an order in which each needs only earlier ones', () => {
  const projects = (cuda: string) =>
    chooseBuild({ cuda }, 'linux-x64', false).wheels.map(({ project }) => project);
  assert.equal(projects('11.2')[0], 'mxnet-cu112');
  assert.equal(projects('11.7')[0], 'mxnet-cu117');
  assert.equal(projects('11.2').includes('nvidia-cusparse-cu11'), false);
  assert.equal(projects('11.7').includes('nvidia-cusparse-cu11'), true);
  const { companions, flavour } = chooseBuild({ cuda: '11.7' }, 'linux-x64', false);
  assert.equal(flavour, 'cu117');
  const position = (name: string) => companions.findIndex((file) => file.includes(name));
  assert.ok(position('libcublasLt') < position('libcublas.so'));
  assert.ok(position('libcublas.so') < position('libcusolver'));
  assert.throws(() => chooseBuild({ cuda: '12.0' }, 'linux-x64', false), {
    code: 'ERR_OPTION',
    message: /no libmxnet for CUDA 12\.0; known are 11\.2 and 11\.7/,
  });
  assert.throws(() => chooseBuild({ cuda: '11.2', version: '1.3.1' }, 'linux-x64', false), {
    code: 'ERR_OPTION',
  });
});

test('a platform without wheels and a system with musl are refused at once', () => {
  assert.throws(() => chooseBuild({}, 'linux-riscv64', false), {
    code: 'ERR_INSTALL',
    message: /no wheel of MXNet 1\.9\.1 exists for linux-riscv64/,
  });
  assert.throws(() => chooseBuild({}, 'linux-x64', true), {
    code: 'ERR_INSTALL',
    message: /musl.*glibc/,
  });
});
