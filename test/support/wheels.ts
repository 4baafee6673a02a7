/** The real wheel of libmxnet, fetched once for a test file. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { CPU_WHEELS, type Wheel } from '../../src/runtime/install/wheels.js';

/** The default wheel of this platform. */
export function defaultWheel(): Wheel {
  const wheel = CPU_WHEELS[`${process.platform}-${process.arch}`]?.[0];
  if (wheel === undefined) throw new Error('there is no wheel of libmxnet for this platform');
  return wheel;
}

/** An environment in which pip knows one folder with the default wheel, and no network. */
export function environmentWithWheel(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'mxnet-finetune-wheels-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const { project, version } = defaultWheel();
  execFileSync(
    'python3',
    [...'-m pip download --quiet --no-deps --only-binary :all: --dest'.split(' '), folder].concat(
      `${project}==${version}`,
    ),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder };
}
