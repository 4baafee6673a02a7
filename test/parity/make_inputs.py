"""Makes what the parity tests train: checkpoints and small record files.

make_inputs.py FIXTURES FOLDER
"""
import os
import shutil
import sys

import mxnet as mx
from networks import NETWORKS, lenet, write
from unusual import write_unusual


def records(prefix):
    reader = mx.recordio.MXIndexedRecordIO(f"{prefix}.idx", f"{prefix}.rec", "r")
    return [reader.read_idx(key) for key in reader.keys]


def write_records(prefix, items):
    writer = mx.recordio.MXIndexedRecordIO(f"{prefix}.idx", f"{prefix}.rec", "w")
    for number, item in enumerate(items):
        writer.write_idx(number, item)
    writer.close()


def photos(folder):
    """Pictures of real size and colour, as they are."""
    for label, name in enumerate(("chelsea.png", "coffee.png")):
        with open(os.path.join(folder, name), "rb") as file:
            yield mx.recordio.pack(mx.recordio.IRHeader(0, label, label, 0), file.read())


def main(fixtures, folder):
    train = records(os.path.join(fixtures, "data", "fm3_train"))
    validation = records(os.path.join(fixtures, "data", "fm3_val"))
    for name, items in {
        "train100": train[::6],
        "train96": train[::6][:96],
        "train16": train[::38],
        "train5": train[::120],
        "val40": validation[::4] + validation[1:9:4],
        "val48": validation[::3][:48],
        "photos": list(photos(os.path.join(fixtures, "photos"))) * 4,
    }.items():
        write_records(os.path.join(folder, name), items)
    for name, build in NETWORKS.items():
        for epoch in (0, 2):
            write(build(), os.path.join(folder, name), epoch)
    write(lenet(), os.path.join(folder, "grey"), shape=(1, 28, 28))
    write_unusual(folder)
    for name in ("resnet20", "mlp"):
        model = os.path.join(fixtures, "models", name)
        shutil.copy(f"{model}-symbol.json", folder)
        for epoch in (0, 2):
            shutil.copy(f"{model}-0001.params", os.path.join(folder, f"{name}-{epoch:04d}.params"))


main(*sys.argv[1:])
