/** Batches of decoded, augmented images from a RecordIO file. */

import type { Attributes, AttributeValue } from '../operators/text.js';
import { chunkSize } from './chunk-size.js';
import { dataIterParameters, type InputNames, NativeIter } from './native-iter.js';

const KIND = 'ImageRecordIter';

/** Parameters that came with MXNet 1.3, and the value with which a library that lacks them does the same. */
const WITHOUT_EFFECT: Readonly<Record<string, number | 'None'>> = {
  random_resized_crop: 0,
  min_aspect_ratio: 'None',
  max_random_area: 1,
  min_random_area: 1,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  pca_noise: 0,
};

/**
 * Parameters of libmxnet's ImageRecordIter, by MXNet's names with camelCase instead of underscores. What is left
 * out keeps the library's own default. Only the most used ones are spelled out here; `more` takes the others.
 */
export interface ImageRecordIterOptions extends InputNames {
  /** The record file; several can be separated by `;`. */
  pathImgrec: string;
  /** The index file; with it shuffling and partitions are exact. */
  pathImgidx?: string;
  /** Channels, height, width. */
  dataShape: readonly [channels: number, height: number, width: number];
  batchSize: number;
  /** @defaultValue false */
  shuffle?: boolean;
  /**
   * Seed of the shuffling only; augmentation has generators of its own.
   *
   * @defaultValue 0
   */
  seed?: number;
  /**
   * Fill the last batch up with records from the beginning, after which the next pass starts.
   *
   * @defaultValue true
   */
  roundBatch?: boolean;
  /** @defaultValue 4 */
  preprocessThreads?: number;
  /** @defaultValue 1 */
  numParts?: number;
  /** @defaultValue 0 */
  partIndex?: number;
  /** Any other parameter, by MXNet's own name. */
  more?: Attributes;
}

/**
 * Opens a record file (libmxnet's ImageRecordIter). What the loaded library does not know is left out when it would have no
 * effect.
 *
 * The padding that its batches report is right in the first pass only: libmxnet uses batches again without forgetting what
 * they were filled up with. To measure, leave `roundBatch` off and wrap the iterator into a {@link CountedIter}.
 *
 * @throws RangeError for a size that cannot be
 * @throws {@link MXNetError} when the file cannot be read
 * @throws TypeError for a parameter that the loaded library does not have
 */
export async function imageRecordIter(options: ImageRecordIterOptions): Promise<NativeIter> {
  const sizes = [options.batchSize, ...options.dataShape];
  if (sizes.length !== 4 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new RangeError(
      `\`batchSize\` and the three numbers of \`dataShape\` must be positive integers, received ${sizes.join(', ')}`,
    );
  }
  const parameters: Attributes = {
    path_imgrec: options.pathImgrec,
    path_imgidx: options.pathImgidx,
    data_shape: options.dataShape,
    batch_size: options.batchSize,
    shuffle: options.shuffle,
    seed: options.seed,
    round_batch: options.roundBatch,
    preprocess_threads: options.preprocessThreads,
    num_parts: options.numParts,
    part_index: options.partIndex,
    // An index file has its own way of reading.
    shuffle_chunk_size: options.pathImgidx ? undefined : await chunkSize(options.pathImgrec),
    // Otherwise it announces itself on stderr.
    verbose: false,
    ...options.more,
  };
  return await NativeIter.create(KIND, understood(parameters), options);
}

function understood(parameters: Attributes): Attributes {
  const known = dataIterParameters(KIND);
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name, value]) => known.has(name) || !isWithoutEffect(name, value),
    ),
  );
}

function isWithoutEffect(name: string, value: AttributeValue | undefined): boolean {
  const idle = WITHOUT_EFFECT[name];
  return idle !== undefined && (value === idle || Number(value) === idle);
}
