/** The routes that answer about images. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { FineTuneError } from '../errors.js';
import type { Classifier } from '../predictor/classifier.js';
import { readImage } from './read-image.js';
import { CLASSIFY, FEATURES, MODELS } from './schemas.js';

/** The classifiers by name. */
type Models = ReadonlyMap<string, Classifier>;

/** Adds `/v1/classify`, `/v1/features` and `/v1/models`. */
export function addQuestions(app: FastifyInstance, models: Models, timeoutMs: number): void {
  const config = { takesImage: true };
  app.post<{ Querystring: { topK: number; model?: string } }>(
    '/v1/classify',
    { schema: CLASSIFY, config },
    async (request, reply) => {
      const { topK } = request.query;
      const [model, classifier] = chosen(models, request.query.model);
      const signal = ending(reply, timeoutMs);
      const image = await readImage(request);
      const predictions = await classifier.classify(image, { topK, signal, whenBusy: 'refuse' });
      return { model, predictions };
    },
  );
  app.post<{ Querystring: { model?: string } }>(
    '/v1/features',
    { schema: FEATURES, config },
    async (request, reply) => {
      const [model, classifier] = chosen(models, request.query.model);
      const signal = ending(reply, timeoutMs);
      const image = await readImage(request);
      const { layer, shape, values } = await classifier.features(image, {
        signal,
        whenBusy: 'refuse',
      });
      return { model, layer, shape, values: Array.from(values) };
    },
  );
  app.get('/v1/models', { schema: MODELS }, async () => ({ models: describe(models) }));
}

function describe(models: Models): object[] {
  return [...models].map(([name, { recipe, classes }]) => ({
    name,
    epoch: recipe.epoch,
    classes,
    classNames: recipe.classNames ?? null,
    imageShape: recipe.imageShape,
  }));
}

function chosen(models: Models, name: string | undefined): [name: string, classifier: Classifier] {
  const [first] = models;
  if (name === undefined && first !== undefined) return first;
  const classifier = models.get(name ?? '');
  if (name !== undefined && classifier !== undefined) return [name, classifier];
  const names = [...models.keys()].join(', ');
  throw new FineTuneError('ERR_OPTION', `there is no model of that name. There are ${names}`);
}

/** Fires when the time is over, or when nobody waits for the answer any more. */
function ending({ raw }: FastifyReply, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const late = setTimeout(() => {
    controller.abort(new Error(`not answered within ${timeoutMs} ms`));
  }, timeoutMs);
  raw.once('close', () => {
    clearTimeout(late);
    if (!raw.writableFinished) controller.abort(new Error('the other side has gone'));
  });
  return controller.signal;
}
