/** Must compile: trainings and errors as a user writes them; and must not: what is commented so. */

import {
  type DataIter,
  FineTuneError,
  type FineTuneErrorCode,
  type FitOptions,
  fit,
  imageRecordIter,
  loadCheckpoint,
  Module,
  MXNetError,
  type MXNetErrorCode,
} from '../../src/index.js';

export async function train(): Promise<void> {
  using checkpoint = await loadCheckpoint('model', 1);
  await using images = await imageRecordIter({
    pathImgrec: 'train.rec',
    dataShape: [3, 224, 224],
    batchSize: 32,
    more: { rand_crop: true },
  });
  using module = new Module(checkpoint.symbol);
  const options: FitOptions = {
    train: images,
    numEpoch: 2,
    optimizer: 'sgd',
    optimizerOptions: { learningRate: 0.1 },
    argParams: checkpoint.argParams,
    auxParams: checkpoint.auxParams,
    onEpochEnd: [async ({ epoch, metrics }) => void [epoch, metrics]],
  };
  await fit(module, options);

  // @ts-expect-error a training needs data
  await fit(module, { numEpoch: 2 });
  // @ts-expect-error an image has three dimensions
  await imageRecordIter({ pathImgrec: 'train.rec', dataShape: [224, 224], batchSize: 32 });
  // @ts-expect-error the next batch is a promise
  for (const batch of images) void batch;
  const iterator: DataIter = images;
  void iterator;
}

export function codeOf(error: unknown): MXNetErrorCode | FineTuneErrorCode | undefined {
  if (error instanceof MXNetError) {
    const [call, detail]: string[] = [error.call, error.detail];
    void [call, detail];
    return error.code;
  }
  if (!(error instanceof FineTuneError)) return undefined;
  // @ts-expect-error only failures of libmxnet name a C function
  void error.call;
  // @ts-expect-error a code is one of the table
  if (error.code === 'ERR_NONE') return undefined;
  return error.code;
}
