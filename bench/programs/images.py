"""The images of images.mjs."""

import numpy as np

IMAGE = (3, 224, 224)
MEAN = np.array([123.68, 116.779, 103.939])
STD = np.array([58.393, 57.12, 57.375])


def values(count):
    """Normalized: images, channels, rows, columns."""
    channels, height, width = IMAGE
    n, row, column, channel = np.ogrid[:count, :height, :width, :channels]
    pattern = (column * (1 + n % 5)) ^ (row * (1 + n % 7))
    pixels = (pattern + 40 * channel + 31 * n) % 256
    return ((pixels - MEAN) / STD).transpose((0, 3, 1, 2)).astype(np.float32)
