/** Bodies that nobody means well with. */

import { readFileSync } from 'node:fs';
import { pictures } from './classifier-net.js';
import { fixture } from './paths.js';
import { imagesOf } from './record-bytes.js';

const TYPES = ['image/png', 'image/jpeg', 'application/octet-stream', 'application/json'];
const BOUNDARY = 'multipart/form-data; boundary=cut';

/** A question to a server. */
export interface HostileRequest {
  url: string;
  type: string;
  body: Buffer;
}

/** Numbers that look random and are the same each time (xorshift). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Damages a copy of a file in one of several ways. */
function damaged(file: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(file);
  const way = random(6);
  if (way === 0) return copy.subarray(0, random(copy.length));
  if (way === 1) return Buffer.concat([copy, Buffer.alloc(random(5000), random(256))]);
  if (way === 2) return Buffer.concat([copy.subarray(random(copy.length)), copy]);
  if (way === 3) copy.fill(random(256), random(copy.length));
  // Sizes of images stand in the first bytes.
  const reach = way === 4 ? Math.min(40, copy.length) : copy.length;
  for (let i = random(20); i >= 0; i--) copy[random(reach)] = random(256);
  return copy;
}

function asForm(file: Buffer, random: (below: number) => number): Buffer {
  const head = '--cut\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n';
  const whole = Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--cut--\r\n')]);
  return random(2) === 0 ? whole : damaged(whole, random);
}

/** Images, forms and JSON, whole or damaged, often of another type than is said; the same ones for the same numbers. */
export function hostileRequests(random: (below: number) => number): () => HostileRequest {
  const good = [
    ...pictures(4),
    ...imagesOf(readFileSync(fixture('data', 'fm3_val.rec'))).slice(0, 4),
    Buffer.from('GIF89a'),
    Buffer.from('RIFF\x24\0\0\0WEBPVP8 '),
    Buffer.from('BM'),
    Buffer.from('II*\0'),
    Buffer.from(`{"image":"${pictures(1)[0]?.toString('base64')}"}`),
    Buffer.from(`{"image":${'['.repeat(5000)}`),
  ];
  return () => {
    const file = damaged(good[random(good.length)] as Buffer, random);
    const isForm = random(4) === 0;
    return {
      type: isForm ? BOUNDARY : (TYPES[random(TYPES.length)] as string),
      url: random(8) === 0 ? '/v1/features' : '/v1/classify',
      body: isForm ? asForm(file, random) : file,
    };
  };
}
