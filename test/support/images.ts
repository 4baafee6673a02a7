/** Pictures of every kind. */

import sharp, { type Sharp } from 'sharp';

/** Four fields of different colours, 30 wide and 20 high: any turn or mirroring can be told. */
export function fields(width = 30, height = 20): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set(fieldColour(x / width, y / height), (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** The colour of {@link fields} at a place between 0 and 1. */
export function fieldColour(x: number, y: number): [red: number, green: number, blue: number] {
  if (y < 0.5) return x < 0.5 ? [220, 30, 30] : [30, 220, 30];
  return x < 0.5 ? [30, 30, 220] : [230, 230, 230];
}

/** A picture as JPEG with an EXIF orientation: as a camera that was held so would have stored {@link fields}. */
export async function turnedJpeg(orientation: number): Promise<Buffer> {
  return await (await turned(orientation))
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** {@link fields} stored for an EXIF orientation, by the standard's own table. */
export async function turned(orientation: number): Promise<Sharp> {
  const { data, info } = await fields().raw().toBuffer({ resolveWithObject: true });
  const [right, bottom] = [info.width - 1, info.height - 1];
  const isTransposed = orientation >= 5;
  const [width, height] = isTransposed ? [info.height, info.width] : [info.width, info.height];
  const pixels = Buffer.alloc(data.length);
  for (let y = 0; y <= bottom; y++) {
    for (let x = 0; x <= right; x++) {
      const [column, row] = [
        [x, y],
        [right - x, y],
        [right - x, bottom - y],
        [x, bottom - y],
        [y, x],
        [y, right - x],
        [bottom - y, right - x],
        [bottom - y, x],
      ][orientation - 1] as [number, number];
      const from = (y * info.width + x) * 3;
      data.copy(pixels, (row * width + column) * 3, from, from + 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
}

/** A bitmap of 24 bits, which sharp does not write. */
export async function bitmap(): Promise<Buffer> {
  const { data, info } = await fields().raw().toBuffer({ resolveWithObject: true });
  const rowBytes = Math.ceil((info.width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * info.height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(info.width, 18);
  file.writeInt32LE(info.height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const from = (y * info.width + x) * 3;
      const to = 54 + (info.height - 1 - y) * rowBytes + x * 3;
      file.set([data[from + 2] as number, data[from + 1] as number, data[from] as number], to);
    }
  }
  return file;
}
