// What was measured on.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { output, PYTHON } from '../../scripts/lib/project.mjs';

const VERSIONS =
  'import platform, mxnet, numpy; print(platform.python_version(), mxnet.__version__, numpy.__version__)';

export function describeMachine() {
  const [python, mxnet, numpy] = (output(PYTHON, ['-c', VERSIONS]) ?? '? ? ?').split(' ');
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores, ${memory} GB`,
    `Node.js ${process.versions.node}`,
    `Python ${python} with numpy ${numpy}`,
    `libmxnet ${mxnet} of the Python package on both sides; the other is Python's MXNet, with one thread, where nothing else is said`,
  ].join(' · ');
}
