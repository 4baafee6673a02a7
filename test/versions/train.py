"""Fine-tunes with whatever Python's MXNet stands on PYTHONPATH, as our `train` does it.

train.py RUN, where RUN is JSON: {"data": record file, "validation": record file, "cases": [{"folder": …, "network": …,
"layer": …, "optimizer": …, …}]}. Leaves in each folder the checkpoint that it starts from (`start`, epoch 0), written by this
version, and what it has trained (`python`). Prints how many it has done.
"""
import json
import logging
import math
import os
import sys

import mxnet as mx
from networks import NETWORKS

SHAPE = (3, 24, 24)
CLASSES = 3


class Module(mx.mod.Module):
    """Reads the averages of BatchNorm when they are written: nothing in MXNet waits for that."""

    def get_params(self):
        mx.nd.waitall()
        params = mx.mod.Module.get_params(self)
        mx.nd.waitall()
        return params


def write_start(case):
    """A checkpoint of this version, with values that it has drawn itself."""
    symbol = NETWORKS[case["network"]]()
    module = mx.mod.Module(symbol)
    module.bind([("data", (1,) + SHAPE)], [("softmax_label", (1,))])
    mx.random.seed(17)
    module.init_params(mx.init.Xavier(rnd_type="gaussian", factor_type="in", magnitude=2))
    mx.nd.waitall()
    arguments, states = module.get_params()
    mx.model.save_checkpoint("start", 0, symbol, arguments, states)


def images(file, batch_size, **more):
    return mx.io.ImageRecordIter(
        path_imgrec=file,
        data_shape=SHAPE,
        batch_size=batch_size,
        label_width=1,
        mean_r=123.68,
        mean_g=116.779,
        mean_b=103.939,
        fill_value=127,
        preprocess_threads=1,
        verbose=False,
        **more
    )


def train(run, case):
    write_start(case)
    mx.random.seed(case["seed"])
    symbol, arguments, states = mx.model.load_checkpoint("start", 0)
    body = symbol.get_internals()[case["layer"] + "_output"]
    head = mx.sym.FullyConnected(body, num_hidden=CLASSES, name="fc")
    kept = set(body.list_arguments())
    batches = math.ceil(case["images"] / case["batch_size"])
    options = {
        "learning_rate": case["lr"],
        "wd": case["wd"],
        "multi_precision": True,
        "lr_scheduler": mx.lr_scheduler.MultiFactorScheduler([batches], 0.1),
    }
    if "momentum" in case:
        options["momentum"] = case["momentum"]
    module = Module(mx.sym.SoftmaxOutput(head, name="softmax"))
    module.fit(
        images(run["data"], case["batch_size"], shuffle=True, seed=case["seed"], rand_crop=1, rand_mirror=1),
        eval_data=images(run["validation"], case["batch_size"]),
        num_epoch=case["epochs"],
        kvstore=mx.kvstore.create("device"),
        optimizer=case["optimizer"],
        optimizer_params=options,
        initializer=mx.init.Xavier(rnd_type="gaussian", factor_type="in", magnitude=2),
        arg_params={name: value for name, value in arguments.items() if name in kept},
        aux_params=states,
        allow_missing=True,
        epoch_end_callback=mx.callback.do_checkpoint("python"),
    )


def main(run):
    logging.basicConfig(level=logging.INFO)
    for case in run["cases"]:
        os.makedirs(case["folder"], exist_ok=True)
        os.chdir(case["folder"])
        train(run, case)
    print(json.dumps(len(run["cases"])))


main(json.loads(sys.argv[1]))
