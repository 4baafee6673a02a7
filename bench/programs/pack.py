"""Packs the images of a list as im2rec.py does: processes that decode, resize and encode, and one that writes in order."""

import io
import multiprocessing
import os
import sys

import mxnet as mx
from PIL import Image, ImageOps

from pace import done, turn

LIST, ROOT, RESIZE, QUALITY, WORKERS, TURNS = sys.argv[1:3] + [int(text) for text in sys.argv[3:]]


def encode(item):
    index, label, path = item
    with Image.open(os.path.join(ROOT, path)) as source:
        image = ImageOps.exif_transpose(source).convert("RGB")
    short = min(image.size)
    size = tuple(RESIZE * side // short for side in image.size)
    encoded = io.BytesIO()
    image.resize(size, Image.Resampling.BILINEAR).save(encoded, "JPEG", quality=QUALITY)
    header = mx.recordio.IRHeader(0, label, index, 0)
    return index, mx.recordio.pack(header, encoded.getvalue())


def main():
    with open(LIST) as lines:
        fields = [line.rstrip("\n").split("\t") for line in lines]
    items = [(int(index), float(label), path) for index, label, path in fields]
    stem = LIST[: -len(".lst")] + "-python"
    with multiprocessing.Pool(WORKERS) as pool:
        for _ in range(TURNS):
            turn()
            record = mx.recordio.MXIndexedRecordIO(stem + ".idx", stem + ".rec", "w")
            for index, packed in pool.imap(encode, items, chunksize=4):
                record.write_idx(index, packed)
            record.close()
            done(images=len(items))


if __name__ == "__main__":
    main()
