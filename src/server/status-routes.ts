/** The routes that tell about the server itself. */

import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';
import { PAGE, PAGE_POLICY } from './page.js';
import { statusSchema } from './schemas.js';

/** Adds `/healthz`, `/readyz`, `/metrics`, the OpenAPI document and the page. */
export function addStatusRoutes(
  app: FastifyInstance,
  metrics: Metrics,
  draining: () => boolean,
): void {
  const config = { open: true };
  const healthy = statusSchema('Whether the server runs');
  app.get('/healthz', { schema: healthy, config }, async () => ({ status: 'ok' }));
  const ready = statusSchema('Whether it takes questions');
  app.get('/readyz', { schema: ready, config }, async (_request, reply) => {
    if (!draining()) return { status: 'ready' };
    return reply.code(503).send({ status: 'draining' });
  });
  app.get(
    '/metrics',
    { schema: { summary: 'Figures for Prometheus' } },
    async (_request, reply) => {
      void reply.type(metrics.registry.contentType);
      return await metrics.registry.metrics();
    },
  );
  const hidden = { schema: { hide: true }, config };
  app.get('/openapi.json', hidden, async () => app.swagger());
  app.get('/', hidden, async (_request, reply) => {
    void reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY);
    return PAGE;
  });
}
