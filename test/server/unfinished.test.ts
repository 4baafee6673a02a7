/** Requests that do not come to their end, and ends that wait for requests. */

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { served } from '../support/served.js';

const HEAD = 'POST /v1/classify HTTP/1.1\r\nHost: a\r\n';
const LENGTH = 'Content-Length: 1000\r\n\r\n';

/** What the server says on a connection, until it ends it. */
class Connection {
  readonly ended: Promise<string>;
  readonly #socket: Socket;
  #text = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.ended = new Promise((resolve) => {
      socket.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(this.#text));
    });
  }

  static async open(t: TestContext, address: string): Promise<Connection> {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    return new Connection(socket);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Resolves when the server has said something. */
  async said(): Promise<void> {
    await new Promise((resolve) => this.#socket.once('data', resolve));
  }
}

test('a request that stops in the middle is ended with 408 when its time is over', async (t) => {
  const { app } = await served(t, { timeoutMs: 200 });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const starts = [
    HEAD,
    `${HEAD}Content-Type: image/png\r\n${LENGTH}abc`,
    `${HEAD}Content-Type: multipart/form-data; boundary=cut\r\n${LENGTH}--cut\r\n`,
  ];
  // Node.js would give a body a minute, and look after half of one.
  const started = performance.now();
  for (const start of starts) {
    const connection = await Connection.open(t, address);
    connection.send(start);
    const answer = await connection.ended;
    assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    assert.equal(error.code, 'ERR_HTTP_REQUEST_TIMEOUT');
  }
  assert.ok(performance.now() - started < 20_000);
});

test('a request that stops in the middle does not keep a server from ending', {
  timeout: 30_000,
}, async (t) => {
  const { app } = await served(t, { timeoutMs: 500 });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const connections: Connection[] = [];
  for (const start of [HEAD, `${HEAD}Content-Type: image/png\r\n${LENGTH}abc`]) {
    const connection = await Connection.open(t, address);
    connection.send(start);
    connections.push(connection);
  }
  // Answered behind the others, which are known to the server then.
  assert.equal((await fetch(`${address}/healthz`)).status, 200);
  await app.close();
  await Promise.all(connections.map(({ ended }) => ended));
});

test('while the server ends it says so to those who are still connected', async (t) => {
  const { app, drain } = await served(t);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const connection = await Connection.open(t, address);
  connection.send('GET /readyz HTTP/1.1\r\nHost: a\r\n\r\nGET /re');
  await connection.said();
  drain();
  const closing = app.close();
  connection.send('adyz HTTP/1.1\r\nHost: a\r\n\r\n');
  const [, ready, draining] = (await connection.ended).split('HTTP/1.1 ');
  assert.match(ready ?? '', /^200 .*\{"status":"ready"\}$/s);
  assert.match(draining ?? '', /^503 .*connection: close.*\{"status":"draining"\}$/is);
  await closing;
});

test('what is no request is answered in the form of all errors', async (t) => {
  const { app } = await served(t);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  for (const [text, status, code] of [
    ['GARBAGE\r\n\r\n', 400, 'HPE_INVALID_METHOD'],
    [`GET / HTTP/1.1\r\na: ${'b'.repeat(20_000)}\r\n\r\n`, 431, 'HPE_HEADER_OVERFLOW'],
  ] as const) {
    const connection = await Connection.open(t, address);
    connection.send(text);
    const answer = await connection.ended;
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    assert.equal(error.code, code);
    assert.equal(typeof error.message, 'string');
  }
});
