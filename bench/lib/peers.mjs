// What is compared with and is no dependency of the project: it is installed into a folder of its own, once.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, ROOT, run, say } from '../../scripts/lib/project.mjs';
import { node, python } from './programs.mjs';

const FOLDER = join(ROOT, 'node_modules', '.cache', 'mxnet-finetune-bench');
const ONNXRUNTIME = '1.30.0';
/** The last that the exporter of MXNet 1.9.1 works with. */
const ONNX = ['onnx==1.14.1', 'protobuf==3.20.3'];
/** One that goes with the numpy of MXNet 1.9.1. Older packages (4.5, 4.8) need twice as long to decode JPEG. */
const OPENCV = 'opencv-python-headless==4.11.0.86';

/** The folder of onnxruntime-node. Its script would fetch what only GPUs need; the rest is in the package. */
export function onnxruntime() {
  return once(`onnxruntime-node-${ONNXRUNTIME}`, (folder) => {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    mkdirSync(folder);
    run('npm', ['install', ...quiet, '--prefix', folder, `onnxruntime-node@${ONNXRUNTIME}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
}

/**
 * A ResNet-50 as a checkpoint and as an ONNX file, `PREFIX.onnx`.
 *
 * @param form - `v1` or `v2` (programs/resnet50.mjs)
 * @returns the prefix
 */
export function resnet50(form) {
  const onnx = once(ONNX[0], (folder) => install(folder, ...ONNX));
  const folder = once(`resnet50-${form}`, (made) => {
    mkdirSync(made);
    const prefix = join(made, 'resnet50');
    const [program, ...args] = node('resnet50.mjs', form, prefix);
    run(program, args);
    const [exporter, ...its] = python('to_onnx.py', prefix, `${prefix}.onnx`);
    run(exporter, its, { env: { ...process.env, PYTHONPATH: onnx } });
  });
  return join(folder, 'resnet50');
}

/** The folder of OpenCV for Python, which im2rec.py needs. */
export function opencv() {
  return once(OPENCV, (folder) => install(folder, OPENCV));
}

/** Python packages, alone. */
function install(folder, ...packages) {
  const flags = ['--quiet', '--no-deps', '--only-binary', ':all:', '--target', folder];
  run(PYTHON, ['-m', 'pip', 'install', ...flags, ...packages]);
}

/** Makes a folder under another name first: what is there is whole. */
function once(name, make) {
  const folder = join(FOLDER, name);
  if (existsSync(folder)) return folder;
  say(`making ${name}`);
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  make(unfinished);
  renameSync(unfinished, folder);
  return folder;
}
