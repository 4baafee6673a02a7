/** The image of a request. It never names a file: only bytes are taken. */

import type { FastifyError, FastifyRequest } from 'fastify';
import { FineTuneError } from '../errors.js';

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const DATA_URL = /^data:[\w.+/-]{0,100};base64,/;

/**
 * The bytes of the image: the body itself, the one file of a form, or a text of base64.
 *
 * @throws {@link FineTuneError} `ERR_DATA`, `ERR_OPTION`
 */
export async function readImage(request: FastifyRequest): Promise<Buffer> {
  if (request.isMultipart()) return await readForm(request);
  const { body } = request;
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined || body === null) throw new FineTuneError('ERR_DATA', 'the body is empty');
  return fromJson(body);
}

async function readForm(request: FastifyRequest): Promise<Buffer> {
  try {
    const file = await request.file();
    if (file === undefined) throw new FineTuneError('ERR_DATA', 'the form has no file');
    return await file.toBuffer();
  } catch (cause) {
    if (cause instanceof FineTuneError || (cause as FastifyError).statusCode !== undefined) {
      throw cause;
    }
    // The parser of forms marks none of its errors as the sender's.
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FineTuneError('ERR_DATA', `the form is damaged: ${reason}`, { cause });
  }
}

function fromJson(body: unknown): Buffer {
  const image = typeof body === 'object' && body !== null && 'image' in body ? body.image : null;
  if (typeof image !== 'string') {
    throw new FineTuneError('ERR_OPTION', 'JSON must be { "image": "…" } with the image in base64');
  }
  const text = image.replace(DATA_URL, '');
  if (!BASE64.test(text)) throw new FineTuneError('ERR_DATA', 'the image is no base64');
  return Buffer.from(text, 'base64');
}
