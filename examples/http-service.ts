/** A classifier behind an HTTP server of your own: busy is told, and at the end everything asked is answered. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Classifier, FineTuneError } from 'mxnet-finetune';

const [prefix = 'test/fixtures/models/resnet20', ...more] = process.argv.slice(2);

const classifier = await Classifier.load(prefix, {
  imageShape: [3, 28, 28],
  rgbMean: [127, 127, 127],
  rgbStd: [128, 128, 128],
  resize: 28,
  // Requests are not trusted.
  maxBytes: 10_000_000,
  maxPixels: 50_000_000,
});

const STATUS: Record<string, number> = { ERR_DATA: 422, ERR_OVERLOADED: 503 };

const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json');
  try {
    // A request is a stream of bytes: it is read as far as `maxBytes`.
    const predictions = await classifier.classify(request, { topK: 1, whenBusy: 'refuse' });
    response.end(JSON.stringify(predictions));
  } catch (error) {
    const code = error instanceof FineTuneError ? error.code : 'ERR_INTERNAL';
    response.statusCode = STATUS[code] ?? 500;
    response.end(JSON.stringify({ code }));
  }
});

async function close(): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
  await classifier.dispose();
}

process.once('SIGTERM', close);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
console.log(`listening on port ${port}`);

// Without `--stay` it asks itself, and ends.
if (!more.includes('--stay')) {
  const { readFile } = await import('node:fs/promises');
  const photo = await readFile('test/fixtures/photos/coffee.png');
  for (const body of [photo, Buffer.from('no image')]) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    console.log(answer.status, await answer.text());
  }
  await close();
}
