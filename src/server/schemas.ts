/** What goes in and out, for the checks of requests and the OpenAPI document. */

import type { FastifySchema } from 'fastify';

const MOST_CLASSES = 100_000;

const MODEL = { type: 'string', description: 'name of a model; the first one by default' } as const;
const TEXT = { type: 'string' } as const;
const WHOLE = { type: 'integer' } as const;
const NUMBER = { type: 'number' } as const;

function record(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function list(items: object): object {
  return { type: 'array', items };
}

const ERROR: object = {
  description: 'what is wrong',
  ...record({ error: record({ code: TEXT, message: TEXT }) }),
};

/** Answers that every question may get. */
const FAILURES: Readonly<Record<string, object>> = { '4xx': ERROR, '5xx': ERROR };

/** What an image may be sent as; the parsers of the content types check it. */
export const IMAGE_BODY: object = {
  content: {
    'image/*': { schema: { type: 'string', format: 'binary' } },
    'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
    'multipart/form-data': {
      schema: record({ image: { type: 'string', format: 'binary' } }),
    },
    'application/json': { schema: record({ image: { type: 'string', format: 'byte' } }) },
  },
};

/** `POST /v1/classify` */
export const CLASSIFY: FastifySchema & { summary: string } = {
  summary: 'The most probable classes of an image, best first',
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      topK: { type: 'integer', minimum: 1, maximum: MOST_CLASSES, default: 5 },
      model: MODEL,
    },
  },
  response: {
    200: {
      description: 'classes',
      ...record({
        model: TEXT,
        predictions: list(record({ label: TEXT, index: WHOLE, probability: NUMBER })),
      }),
    },
    ...FAILURES,
  },
};

/** `POST /v1/features` */
export const FEATURES: FastifySchema & { summary: string } = {
  summary: 'The output of a layer for an image',
  querystring: { type: 'object', additionalProperties: false, properties: { model: MODEL } },
  response: {
    200: {
      description: 'the output of the last layer before the classes',
      ...record({ model: TEXT, layer: TEXT, shape: list(WHOLE), values: list(NUMBER) }),
    },
    ...FAILURES,
  },
};

/** `GET /v1/models` */
export const MODELS: FastifySchema & { summary: string } = {
  summary: 'The models that answer',
  response: {
    200: {
      description: 'models',
      ...record({
        models: list(
          record({
            name: TEXT,
            epoch: WHOLE,
            classes: WHOLE,
            classNames: { ...list(TEXT), nullable: true },
            imageShape: list(WHOLE),
          }),
        ),
      }),
    },
    ...FAILURES,
  },
};

/** `GET /healthz`, `GET /readyz` */
export function statusSchema(summary: string): object {
  const answer = { description: 'status', ...record({ status: TEXT }) };
  return { summary, response: { 200: answer, 503: answer } };
}
