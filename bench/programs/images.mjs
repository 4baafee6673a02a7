// Images that both sides of a benchmark make for themselves (images.py), and how they become numbers.

/** Channels, height, width. */
export const IMAGE = [3, 224, 224];
const MEAN = [123.68, 116.779, 103.939];
const STD = [58.393, 57.12, 57.375];

/** How a classifier makes them ready. */
export const RECIPE = { imageShape: IMAGE, rgbMean: MEAN, rgbStd: STD, resize: IMAGE[1] };

/** A pattern of its own for each image, with shapes of all sizes in it. */
function texture(n) {
  const [channels, height, width] = IMAGE;
  return Uint8Array.from({ length: channels * height * width }, (_, i) => {
    const channel = i % channels;
    const column = Math.floor(i / channels) % width;
    const row = Math.floor(i / channels / width);
    return ((column * (1 + (n % 5))) ^ (row * (1 + (n % 7)))) + 40 * channel + 31 * n;
  });
}

/**
 * @param first - the number of the first image
 * @returns pixels of each image: rows, columns, channels; and normalized values of all: images, channels, rows, columns
 */
export function pixels(count, first = 0) {
  const [channels, height, width] = IMAGE;
  const size = channels * height * width;
  const values = new Float32Array(count * size);
  const images = Array.from({ length: count }, (_, n) => {
    const image = texture(first + n);
    for (let channel = 0; channel < channels; channel++) {
      const plane = n * size + channel * height * width;
      for (let i = 0; i < height * width; i++) {
        values[plane + i] = (image[i * channels + channel] - MEAN[channel]) / STD[channel];
      }
    }
    return image;
  });
  return { images, values };
}
