/** What checkpoints answer to images whose classes are known. */

import { FineTuneError } from '../../errors.js';
import type { BatchPredictor, ChosenCheckpoint } from '../../predictor/batch-predictor.js';
import { requireAllFinite } from '../../predictor/require-finite.js';
import { type Logger, SILENT } from '../../runtime/logger.js';
import type { ImagePlace } from './evaluation.js';
import type { LabelledData } from './labelled-data.js';
import { type LabelMatch, matchClasses, type NamedNetwork } from './match-classes.js';
import { placeText } from './place-text.js';

/** How images that cannot be decoded are met. */
export type OnBadImage = 'error' | 'skip';

/** How long work on labelled images talks to its surroundings. */
export interface EvaluationContext {
  logger?: Logger;
  signal?: AbortSignal | undefined;
  /** Told after each image; `total` when it is known. */
  onImage?: ((total: number | undefined) => void) | undefined;
}

/** What the checkpoints say of one image. */
export interface LabelledAnswer {
  place: ImagePlace;
  /** The place of its class among the outputs of each checkpoint. */
  labels: readonly number[];
  /** What each checkpoint takes for its probability, class by class. */
  probabilities: readonly Float32Array[];
}

/** Checkpoints that are asked about all images of some data. */
export class LabelledRun {
  readonly #predictor: BatchPredictor;
  readonly #checkpoints: readonly ChosenCheckpoint[];
  readonly #data: LabelledData;
  readonly #onBadImage: OnBadImage;
  readonly #context: EvaluationContext;
  readonly #matches: readonly LabelMatch[];
  #skipped = 0;

  /** @throws {@link FineTuneError} `ERR_DATA` when a class of the data is none of a checkpoint's */
  constructor(
    predictor: BatchPredictor,
    checkpoints: readonly ChosenCheckpoint[],
    data: LabelledData,
    { onBadImage, ...context }: { onBadImage: OnBadImage } & EvaluationContext,
  ) {
    this.#predictor = predictor;
    this.#checkpoints = checkpoints;
    this.#data = data;
    this.#onBadImage = onBadImage;
    this.#context = context;
    const { logger = SILENT } = context;
    for (const note of data.notes) logger.info(note);
    this.#matches = this.#networks().map((network) => {
      const match = matchClasses(data, network);
      if (match.isByNumber && data.names === undefined && !network.isUnnamed) {
        logger.info(byNumber(data.path, network));
      }
      return match;
    });
  }

  /** Whether labels are taken for the numbers of outputs of some checkpoint. */
  get isByNumber(): boolean {
    return this.#matches.some(({ isByNumber }) => isByNumber);
  }

  /** Images that were left out so far. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * The answers, in the order of the images.
   *
   * @throws {@link FineTuneError} `ERR_DATA` for an image that cannot be decoded, unless such are left out, and when there is
   * none at all; the signal's reason
   */
  async *answers(): AsyncGenerator<LabelledAnswer> {
    const { signal, onImage } = this.#context;
    let answered = 0;
    for await (const { item, rows, fault } of this.#predictor.run(this.#data.images(), {
      signal,
    })) {
      onImage?.(this.#data.count);
      if (fault !== undefined) {
        this.#leaveOut(item.place, fault);
        continue;
      }
      answered++;
      const probabilities = rows.map(({ values }) => values);
      const { recipes } = this.#predictor;
      requireAllFinite(probabilities, this.#checkpoints, recipes, placeText(item.place));
      const labels = this.#matches.map(({ indexOf }) => indexOf(item.label));
      yield { place: item.place, labels, probabilities };
    }
    if (answered > 0) return;
    const reason = this.#skipped === 0 ? 'has no images' : 'has no image that can be decoded';
    throw new FineTuneError('ERR_DATA', `${this.#data.path} ${reason}`);
  }

  #networks(): NamedNetwork[] {
    const { classNames, recipes } = this.#predictor;
    return this.#checkpoints.map(({ prefix }, i) => ({
      prefix,
      classNames: classNames[i] ?? [],
      isUnnamed: recipes[i]?.classNames === undefined,
    }));
  }

  #leaveOut(place: ImagePlace, fault: FineTuneError): void {
    const message = `${this.#data.path}: ${placeText(place)}: ${fault.message}`;
    if (this.#onBadImage === 'error') {
      throw new FineTuneError('ERR_DATA', `${message}. --on-bad-image skip leaves it out`, {
        cause: fault,
      });
    }
    this.#skipped++;
    this.#context.logger?.warning(`${message}. It is left out`);
  }
}

function byNumber(path: string, { prefix, classNames }: NamedNetwork): string {
  return (
    `${path} has no class names: its labels are taken for the numbers of the outputs of ${prefix}, ` +
    `0 for ${classNames[0]}, and so on. Name them with --data-classes`
  );
}
