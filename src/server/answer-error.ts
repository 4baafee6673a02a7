/** Errors as answers. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FineTuneError, type FineTuneErrorCode } from '../errors.js';
import type { Logger } from '../runtime/logger.js';

/** What may be the sender's fault, or pass. */
const STATUS: Partial<Record<FineTuneErrorCode, number>> = {
  ERR_OPTION: 400,
  ERR_DATA: 422,
  ERR_HEAD_NOT_FOUND: 404,
  ERR_OVERLOADED: 503,
  ERR_INTERRUPTED: 503,
};

/** Seconds after which an overloaded server may be asked again. */
export const RETRY_AFTER = '1';

const UNAVAILABLE = 503;
const SERVER_FAULT = 500;

/** The body of every answer that is no success. */
export function errorBody(
  code: string,
  message: string,
): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** Answers an error; what is nobody's fault outside is logged, and not told. */
export function answerError(
  error: FastifyError | FineTuneError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const status = statusOf(error);
  if (status === UNAVAILABLE) void reply.header('retry-after', RETRY_AFTER);
  if (status === SERVER_FAULT) {
    logger.warning(
      `${request.method} ${request.routeOptions.url ?? 'unknown path'}: ${error.stack ?? error.message}`,
    );
    void reply
      .code(status)
      .send(errorBody('ERR_INTERNAL', 'the server has failed; its log tells why'));
    return;
  }
  const code = 'code' in error ? String(error.code) : 'ERR_REQUEST';
  void reply.code(status).send(errorBody(code, error.message));
}

function statusOf(error: Error): number {
  if (error instanceof FineTuneError) return STATUS[error.code] ?? SERVER_FAULT;
  const status = 'statusCode' in error ? Number(error.statusCode) : SERVER_FAULT;
  return status >= 400 && status < SERVER_FAULT ? status : SERVER_FAULT;
}
