/** Seeds that belong to an epoch. */

/** Seeds of libmxnet are read as 32-bit integers, and some of them must not be negative. */
const LARGEST = 0x7fffffff;

/** A seed from that of the run and an epoch's number, so that neighbours have nothing in common (murmur3's finalizer). */
export function epochSeed(seed: number, epoch: number): number {
  let mixed = (seed ^ Math.imul(epoch + 1, 0x9e3779b1)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & LARGEST;
}
