/** Requests as fast as they can be made. */

import autocannon from 'autocannon';
import type { Classifier } from '../../src/predictor/classifier.js';

/** How a server is asked. */
export interface Shooting {
  connections: number;
  seconds: number;
  /** The body of every right answer. */
  expected: string;
}

/** How the server of {@link served} answers an image. */
export async function expectedBody(classifier: Classifier, image: Buffer): Promise<string> {
  const predictions = await classifier.classify(image);
  return JSON.stringify({ model: 'clothes', predictions });
}

/** Asks as fast as it can over a number of connections, and checks every answer. */
export async function shoot(
  url: string,
  body: Buffer,
  { connections, seconds, expected }: Shooting,
): Promise<{ result: autocannon.Result; statuses: Map<number, number>; wrong: string[] }> {
  const wrong: string[] = [];
  const statuses = new Map<number, number>();
  const result = await autocannon({
    url: `${url}/v1/classify`,
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body,
    connections,
    duration: seconds,
    setupClient: (client) => {
      client.on('response', (status) => statuses.set(status, (statuses.get(status) ?? 0) + 1));
      client.on('body', (text) => {
        const answer = String(text);
        if (answer !== expected && !answer.includes('ERR_OVERLOADED')) wrong.push(answer);
      });
    },
  });
  return { result, statuses, wrong };
}
