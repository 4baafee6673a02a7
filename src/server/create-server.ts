/** An HTTP server in front of classifiers. */

import cors from '@fastify/cors';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaValidationError,
  fastify,
} from 'fastify';
import { FineTuneError } from '../errors.js';
import { packageVersion } from '../native/package-root.js';
import { SILENT } from '../runtime/logger.js';
import { answerError, errorBody, RETRY_AFTER } from './answer-error.js';
import { Authorization } from './authorization.js';
import { answerClientError } from './client-error.js';
import { Metrics } from './metrics.js';
import { addQuestions } from './questions.js';
import { IMAGE_BODY } from './schemas.js';
import {
  DEFAULT_MAX_BODY,
  DEFAULT_MAX_CONCURRENT,
  DEFAULT_TIMEOUT,
  type ServerOptions,
} from './server-options.js';
import { addStatusRoutes } from './status-routes.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes an image: counted, and refused when there is too much to do. */
    takesImage?: boolean;
    /** Answered without a token. */
    open?: boolean;
  }
}

/** Milliseconds between two looks at requests that take too long. */
const CHECKING_INTERVAL = 1000;

/** A server, and what it has in work. */
export interface CreatedServer {
  app: FastifyInstance;
  /** From now on it is not ready any more, as it says at `/readyz`. */
  drain: () => void;
}

/**
 * Makes a server that does not listen yet: `await app.listen({ port })`, or `app.inject` in a test. The classifiers stay
 * the caller's.
 */
export async function createServer(options: ServerOptions): Promise<CreatedServer> {
  const { timeoutMs = DEFAULT_TIMEOUT, maxBody = DEFAULT_MAX_BODY, logger = SILENT } = options;
  const answer = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    answerError(error, request, reply, logger);
  const app = fastify({
    bodyLimit: maxBody,
    requestTimeout: timeoutMs,
    // Without these Node.js gives a body the minute that it gives headers, and looks every half minute.
    http: {
      requestTimeout: timeoutMs,
      headersTimeout: timeoutMs,
      connectionsCheckingInterval: CHECKING_INTERVAL,
    },
    // Connections between two requests do not hold up the end.
    forceCloseConnections: 'idle',
    // What still comes on the others is answered.
    return503OnClosing: false,
    frameworkErrors: answer,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: 100 },
    ajv: { customOptions: { removeAdditional: false } },
    schemaErrorFormatter: wrongParameter,
  });
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => {
    const message = `there is nothing at ${request.method} ${request.url.split('?', 1)[0]}`;
    void reply.code(404).send(errorBody('ERR_NOT_FOUND', message));
  });
  await addPlugins(app, options, maxBody);
  const state = { draining: false };
  // A connection that stayed open would hold up the end.
  app.addHook('onSend', async (_request, reply) => {
    if (state.draining) void reply.header('connection', 'close');
  });
  const inWork = limitRequests(app, options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT);
  const metrics = new Metrics(options.models, inWork, options.processMetrics ?? false);
  count(app, metrics);
  addQuestions(app, options.models, timeoutMs);
  addStatusRoutes(app, metrics, () => state.draining);
  endUnfinished(app, timeoutMs);
  await app.ready();
  const drain = () => {
    state.draining = true;
  };
  return { app, drain };
}

/** Ends what has not come to its end in time: Node.js does that only while it listens. */
function endUnfinished(app: FastifyInstance, timeoutMs: number): void {
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), timeoutMs).unref();
  });
}

/** A parameter that is written wrongly is not passed over. */
function wrongParameter(errors: readonly FastifySchemaValidationError[], where: string): Error {
  const [error] = errors;
  const unknown = error?.params['additionalProperty'];
  if (unknown !== undefined) {
    return new FineTuneError('ERR_OPTION', `there is no parameter ${String(unknown)}`);
  }
  return new FineTuneError('ERR_OPTION', `${where}${error?.instancePath} ${error?.message}`);
}

async function addPlugins(
  app: FastifyInstance,
  { token, cors: origin }: ServerOptions,
  maxBody: number,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
  });
  // Before the token is asked for: a browser's question in advance has none.
  if (origin !== undefined) await app.register(cors, { origin, methods: ['GET', 'POST'] });
  if (token !== undefined) requireToken(app, new Authorization(token));
  await app.register(multipart, {
    limits: { fileSize: maxBody, files: 1, fields: 10, parts: 11, headerPairs: 50 },
  });
  app.removeContentTypeParser('text/plain');
  for (const type of [/^image\//, 'application/octet-stream']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
  }
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'mxnet-finetune', version: packageVersion() },
      ...(token === undefined
        ? {}
        : { components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } }),
    },
    transform: ({ schema, url, route: { config } }) => ({
      schema: {
        ...schema,
        ...(config?.takesImage && { body: IMAGE_BODY }),
        ...(token !== undefined && !config?.open && { security: [{ bearer: [] }] }),
      },
      url,
    }),
  });
}

function requireToken(app: FastifyInstance, authorization: Authorization): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.open || request.is404) return;
    if (authorization.allows(request.headers.authorization)) return;
    void reply.header('www-authenticate', 'Bearer');
    return reply
      .code(401)
      .send(errorBody('ERR_TOKEN', 'send the token: Authorization: Bearer TOKEN'));
  });
}

/** Refuses requests before their body is read; gives the number of those in work. */
function limitRequests(app: FastifyInstance, most: number): () => number {
  const inWork = new Set<FastifyRequest>();
  const end = (request: FastifyRequest) => inWork.delete(request);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.routeOptions.config.takesImage) return;
    if (inWork.size >= most) {
      void reply.header('retry-after', RETRY_AFTER);
      const message = `there are ${most} requests in work, as many as may be. Try again later`;
      return reply.code(503).send(errorBody('ERR_OVERLOADED', message));
    }
    inWork.add(request);
    // Whatever becomes of the answer.
    reply.raw.once('close', () => end(request));
  });
  app.addHook('onResponse', async (request) => void end(request));
  return () => inWork.size;
}

function count(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime);
  });
}
