/** A server of models on this machine, which can be told to fail. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { zooModel } from '../../src/modelzoo/names.js';
import { fixture } from '../support/paths.js';

/** What happens to one request instead of the right answer. */
export type Fault =
  /** The connection ends when so many bytes of the body have arrived, or says nothing more after them. */
  | { kind: 'break' | 'stall'; after: number }
  | { kind: 'answer'; status: number; body?: string; headers?: Record<string, string> };

/** One request that has arrived. */
export interface SeenRequest {
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
}

/** How the server behaves. */
export interface ZooServerOptions {
  /** Whether it delivers parts of files. @defaultValue true */
  ranges?: boolean;
  /** Whether it says how long a file is. @defaultValue true */
  lengths?: boolean;
  /** What it tells of a file's version. @defaultValue `etag` */
  validator?: 'etag' | 'weak' | 'date' | 'none';
}

/** The name under which the small network of the fixtures is served. */
export const MODEL = 'imagenet1k-resnet-18';

/** Its files. */
export const FILES: { symbol: Buffer; params: Buffer } = {
  symbol: readFileSync(fixture('models', 'mlp-symbol.json')),
  params: readFileSync(fixture('models', 'mlp-0001.params')),
};

/** Where they are below the base address. */
export const PATHS: { symbol: string; params: string } = pathsOf(MODEL);

function pathsOf(name: string): { symbol: string; params: string } {
  const model = zooModel(name);
  if (model === undefined) throw new Error(`${name} is no model`);
  return { symbol: model.symbol, params: model.params };
}

/** SHA-256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The list of the right checksums. */
export function rightChecksums(): string {
  return `${sha256(FILES.symbol)}  ${PATHS.symbol}\n${sha256(FILES.params)} *./${PATHS.params}\n`;
}

/** A server of models. */
export class ZooServer {
  /** Contents by path below the base address; may be changed. */
  readonly files = new Map<string, Buffer>([
    [PATHS.symbol, FILES.symbol],
    [PATHS.params, FILES.params],
  ]);
  readonly requests: SeenRequest[] = [];
  readonly #faults = new Map<string, Fault[]>();
  /** Connections that end when the other side has so many bytes of the file. */
  readonly #breaking = new Map<number, ServerResponse>();
  readonly #server: Server;
  readonly #options: ZooServerOptions;
  #onRequest: ((path: string) => void) | undefined;

  private constructor(server: Server, options: ZooServerOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** A server that ends with the test. */
  static async start(test: TestContext, options: ZooServerOptions = {}): Promise<ZooServer> {
    const server = createServer();
    const zoo = new ZooServer(server, options);
    server.on('request', (request, response) => zoo.#answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => {
      server.close();
      server.closeAllConnections();
    });
    return zoo;
  }

  /** The base address. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/models`;
  }

  /** What happens to the next requests for a file, one after another; then it is delivered. */
  fail(path: string, ...faults: Fault[]): void {
    this.#faults.set(path, faults);
  }

  /** To be told how many bytes of the values have arrived: a connection that ends too early takes others with it. */
  received(bytes: number): void {
    this.#breaking.get(bytes)?.destroy();
    this.#breaking.delete(bytes);
  }

  /** Calls back when requests arrive. */
  onRequest(listener: (path: string) => void): void {
    this.#onRequest = listener;
  }

  /** The requests for the values. */
  get paramsRequests(): SeenRequest[] {
    return this.requests.filter(({ path }) => path === PATHS.params);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace(/^\/models\//, '');
    const { range } = request.headers;
    const ifRange = request.headers['if-range'] as string | undefined;
    this.requests.push({ path, range, ifRange });
    this.#onRequest?.(path);
    const fault = this.#faults.get(path)?.shift();
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const bytes = this.files.get(path);
    if (bytes === undefined) {
      const page = '<!DOCTYPE html><html><body>Not Found</body></html>';
      response.writeHead(404, { 'content-type': 'text/html' }).end(page);
      return;
    }
    this.#deliver(response, bytes, { range, ifRange, fault });
  }

  #deliver(
    response: ServerResponse,
    bytes: Buffer,
    { range, ifRange, fault }: Omit<SeenRequest, 'path'> & { fault: Fault | undefined },
  ): void {
    const headers = this.#validator(bytes);
    const known = ifRange === undefined || Object.values(headers).includes(ifRange);
    const asked = Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
    const first = known && (this.#options.ranges ?? true) ? asked : 0;
    if (first > 0 && first >= bytes.length) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    const body = bytes.subarray(first);
    if (first > 0) headers['content-range'] = `bytes ${first}-${bytes.length - 1}/${bytes.length}`;
    if (this.#options.lengths ?? true) headers['content-length'] = String(body.length);
    response.writeHead(first > 0 ? 206 : 200, headers);
    if (fault === undefined || fault.kind === 'answer') {
      response.end(body);
      return;
    }
    if (fault.kind === 'break') this.#breaking.set(first + fault.after, response);
    response.write(body.subarray(0, fault.after));
  }

  #validator(bytes: Buffer): Record<string, string> {
    const digest = sha256(bytes).slice(0, 16);
    switch (this.#options.validator ?? 'etag') {
      case 'etag':
        return { etag: `"${digest}"` };
      case 'weak':
        return { etag: `W/"${digest}"` };
      case 'date':
        return { 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' };
      default:
        return {};
    }
  }
}
