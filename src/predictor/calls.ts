/** Calls to a classifier: how many images are in work, and how each call ends. */

import { setMaxListeners } from 'node:events';
import { about, interruption, overload } from './call-error.js';
import type { CallOptions, ClassifierSettings } from './classifier-options.js';
import type { CallRecorder } from './classifier-stats.js';
import { type ImageInput, readInput } from './image-input.js';
import type { Prepare } from './model.js';
import { cutOut } from './preprocess.js';
import { Slots } from './slots.js';

/** What a call does with one image. */
export type Ask<Answer> = (prepare: Prepare, signal: AbortSignal | undefined) => Promise<Answer>;

/** Images that are decoded at a time: each may need hundreds of megabytes. */
const DECODERS = 2;

/** Lets images in, reads and decodes them, and counts. */
export class Calls {
  readonly #settings: ClassifierSettings;
  readonly #recorder: CallRecorder;
  readonly #room: Slots;
  readonly #decoders = new Slots(DECODERS);

  constructor(settings: ClassifierSettings, recorder: CallRecorder) {
    this.#settings = settings;
    this.#recorder = recorder;
    this.#room = new Slots(settings.maxQueue);
  }

  /** Images that wait for room. */
  get waiting(): number {
    return this.#room.waiting;
  }

  /** Images in work. */
  get working(): number {
    return this.#room.taken;
  }

  /** Resolves when nothing is in work any more, nor waits for it. */
  async ended(): Promise<void> {
    await this.#room.empty();
  }

  /** Asks about one image, or about each of several: then the first failure ends the others. */
  async answer<Answer>(
    images: ImageInput | readonly ImageInput[],
    { signal, whenBusy }: CallOptions,
    ask: Ask<Answer>,
  ): Promise<Answer | Answer[]> {
    const list: readonly ImageInput[] = isList(images) ? images : [images];
    if (whenBusy === 'refuse' && this.#room.free < list.length) {
      this.#recorder.calls.refused += list.length;
      throw overload(this.#room.size);
    }
    // A signal may well serve many calls.
    if (signal !== undefined) setMaxListeners(0, signal);
    if (!isList(images)) return await this.#named(images, undefined, signal, ask);
    const [only, ...others] = images;
    // One that is alone has no others to end.
    if (only !== undefined && others.length === 0) return [await this.#named(only, 0, signal, ask)];
    return await this.#each(images, signal, ask);
  }

  async #each<Answer>(
    images: readonly ImageInput[],
    signal: AbortSignal | undefined,
    ask: Ask<Answer>,
  ): Promise<Answer[]> {
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const end = () => ending.abort(signal?.reason);
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    try {
      return await Promise.all(
        images.map(async (image, place) => await this.#named(image, place, ending.signal, ask)),
      );
    } catch (error) {
      ending.abort(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** Errors tell which image it was. */
  async #named<Answer>(
    image: ImageInput,
    place: number | undefined,
    signal: AbortSignal | undefined,
    ask: Ask<Answer>,
  ): Promise<Answer> {
    try {
      return await this.#one(image, signal, ask);
    } catch (error) {
      throw about(error, image, place);
    }
  }

  async #one<Answer>(
    image: ImageInput,
    signal: AbortSignal | undefined,
    ask: Ask<Answer>,
  ): Promise<Answer> {
    const started = performance.now();
    const { maxBytes: mostBytes, maxPixels } = this.#settings;
    const prepare: Prepare = (recipe) =>
      this.#decoders.use(signal, async () => {
        return await cutOut(await readInput(image, { mostBytes, signal }), recipe, maxPixels);
      });
    try {
      const answer = await this.#room.use(signal, () => ask(prepare, signal));
      this.#recorder.answered(performance.now() - started);
      return answer;
    } catch (error) {
      if (!signal?.aborted) {
        this.#recorder.calls.failed++;
        throw error;
      }
      this.#recorder.calls.aborted++;
      throw interruption(signal);
    }
  }
}

function isList(images: ImageInput | readonly ImageInput[]): images is readonly ImageInput[] {
  return Array.isArray(images);
}
