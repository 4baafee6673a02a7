/** The same network asked in every way in which one can ask it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { validationIter } from '../../src/finetune/data-iters.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import type { FineTuneOptions } from '../../src/finetune/options.js';
import { Module } from '../../src/module/module.js';
import { iteratePredictions } from '../../src/module/predict.js';
import { Classifier } from '../../src/predictor/classifier.js';
import type { Prediction } from '../../src/predictor/predictions.js';
import { createServer } from '../../src/server/create-server.js';
import { pythonJson } from './python.js';
import { runCli } from './run-cli.js';

/** Probabilities of all classes, for one image after another. */
export type Rows = readonly (readonly number[])[];

/** As a run measures its network at the end, with the values that it has saved. */
export async function measuredRows(options: FineTuneOptions, images: number): Promise<Rows> {
  const { modelPrefix = '', dataVal = '', batchSize = 1, numEpochs = 1 } = options;
  const settings = { ...withDefaults({ ...options, loadEpoch: undefined }), dataVal };
  using checkpoint = await loadCheckpoint(modelPrefix, numEpochs);
  const part = { rank: 0, workers: 1 };
  await using data = await validationIter(settings, batchSize, part, images);
  using module = new Module(checkpoint.symbol);
  await module.bind({ data: data.provideData, label: data.provideLabel, forTraining: false });
  module.setParams(checkpoint);
  const rows: number[][] = [];
  for await (const [output] of iteratePredictions(module, data)) {
    const [count = 0, classes = 0] = output?.shape ?? [];
    for (let i = 0; i < count; i++) {
      rows.push(Array.from(output?.values.subarray(i * classes, (i + 1) * classes) ?? [], Number));
    }
  }
  return rows;
}

/** As `predict` prints them. */
export async function predictedRows(prefix: string, files: readonly string[]): Promise<Rows> {
  const { stdout } = await runCli(['predict', prefix, ...files, '--json', '--top-k', '100']);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) =>
    rowOf((JSON.parse(line) as { predictions: Prediction[] }).predictions),
  );
}

/** As a program gets them, in batches of whatever size. */
export async function classifiedRows(prefix: string, files: readonly string[]): Promise<Rows> {
  await using classifier = await Classifier.load(prefix);
  return (await classifier.classify(files, { topK: 100 })).map(rowOf);
}

/** As the server answers, many requests at a time. */
export async function answeredRows(prefix: string, files: readonly string[]): Promise<Rows> {
  await using classifier = await Classifier.load(prefix);
  const { app } = await createServer({ models: new Map([['net', classifier]]) });
  const rows: number[][] = [];
  for (let i = 0; i < files.length; i += 20) {
    const answers = files.slice(i, i + 20).map(async (file) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/classify?topK=100',
        headers: { 'content-type': 'application/octet-stream' },
        payload: readFileSync(file),
      });
      return rowOf(answer.json<{ predictions: Prediction[] }>().predictions);
    });
    rows.push(...(await Promise.all(answers)));
  }
  await app.close();
  return rows;
}

/**
 * As Python MXNet computes them, which decodes, resizes and cuts with `mx.image`.
 *
 * @param resize - the shorter side, and the number of the interpolation
 */
export async function pythonRows(
  prefix: string,
  epoch: number,
  files: readonly string[],
  resize: { side: number; interp: number } | undefined,
): Promise<Rows> {
  return await pythonJson<number[][]>(`
import json, numpy as np, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(prefix)}, ${epoch})
recipe = json.load(open(${JSON.stringify(`${prefix}-finetune.json`)}))
channels, height, width = recipe['imageShape']
mean, std = np.array(recipe['rgbMean'], 'float32'), np.array(recipe['rgbStd'], 'float32')
resize = ${resize === undefined ? 'None' : JSON.stringify(resize)}
def prepared(file):
    image = mx.image.imdecode(open(file, 'rb').read(), flag=1, to_rgb=1)
    if resize:
        interp = resize['interp']
        if interp == 9:
            h, w = image.shape[:2]
            side = resize['side']
            size = (side * h // w, side) if h > w else (side, side * w // h)
            interp = mx.image.image._get_interp_method(9, (h, w) + size)
        if min(image.shape[:2]) != resize['side']:
            image = mx.image.resize_short(image, resize['side'], interp=interp)
    image = mx.image.center_crop(image, (width, height))[0].asnumpy()
    return ((image.astype('float32') - mean) / std).transpose((2, 0, 1))
module = mx.mod.Module(net, context=mx.cpu())
module.bind([('data', (1, channels, height, width))], [('softmax_label', (1,))], for_training=False)
module.set_params(args, states)
rows = []
for file in ${JSON.stringify(files)}:
    module.forward(mx.io.DataBatch([mx.nd.array(prepared(file)[None])], None), is_train=False)
    rows.append(module.get_outputs()[0].asnumpy()[0].tolist())
print(json.dumps(rows))
`);
}

/** The greatest difference of two probabilities, and the images whose best class is another one. */
export function difference(left: Rows, right: Rows): { most: number; other: number[] } {
  let most = left.length === right.length ? 0 : Number.POSITIVE_INFINITY;
  const other: number[] = [];
  for (const [i, row] of left.entries()) {
    const second = right[i] ?? [];
    for (const [k, value] of row.entries()) {
      const apart = Math.abs(value - (second[k] ?? Number.NaN));
      most = apart <= most ? most : apart;
    }
    if (best(row) !== best(second)) other.push(i);
  }
  return { most, other };
}

/** The place of the largest probability. */
export function best(row: readonly number[]): number {
  return row.indexOf(Math.max(...row));
}

function rowOf(predictions: readonly Prediction[]): number[] {
  const row: number[] = [];
  for (const { index, probability } of predictions) row[index] = probability;
  return row;
}

/** Files of a folder by their names. */
export function pathsIn(folder: string, names: readonly string[]): string[] {
  return names.map((name) => join(folder, name));
}
