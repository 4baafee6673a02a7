/** Failures of a connection. */

/** Something that may be otherwise at the next attempt. */
export class TemporaryFailure extends Error {
  override readonly name = 'TemporaryFailure';
}

/** Something that no further attempt will change. */
export class LastingFailure extends Error {
  override readonly name = 'LastingFailure';
}

/** No attempt will change these: names that do not exist, certificates that are not trusted, what is no HTTP. */
const LASTING = /CERT|SIGNATURE|TLS|SSL|ENOTFOUND|ERR_INVALID|HPE_/;

/** Sorts what `fetch` throws. It says only that it has failed; why is said by the cause. */
export function connectionFailure(error: unknown): TemporaryFailure | LastingFailure {
  if (!(error instanceof Error)) return new TemporaryFailure(String(error));
  const { cause } = error;
  const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [cause];
  const reason = first instanceof Error ? first : error;
  const code = 'code' in reason ? String(reason.code) : '';
  const message = reason.message || code || error.message;
  return LASTING.test(code)
    ? new LastingFailure(message, { cause: error })
    : new TemporaryFailure(message, { cause: error });
}
