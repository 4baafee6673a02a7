/** Answers to what is no request: damaged, too long in front of its body, or never finished. */

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody } from './answer-error.js';

const BAD_REQUEST = 400;
const TIMEOUT = 408;
const HEADER_TOO_LARGE = 431;

const MESSAGES: Readonly<Record<number, string>> = {
  [BAD_REQUEST]: 'this is no request of HTTP',
  [TIMEOUT]: 'the request has not come to its end in time',
  [HEADER_TOO_LARGE]: 'the header is too long',
};

/** Answers in the form of all other errors, and ends the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  const { code = 'ERR_REQUEST' } = error;
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const status = statusOf(code);
  const body = JSON.stringify(errorBody(code, MESSAGES[status] as string));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}

function statusOf(code: string): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return TIMEOUT;
  return code === 'HPE_HEADER_OVERFLOW' ? HEADER_TOO_LARGE : BAD_REQUEST;
}
