"""Writes checkpoints with whatever Python's MXNet stands on PYTHONPATH, and tells what is in them.

old_checkpoint.py FOLDER [LIBRARY …]: the libraries are opened first, for wheels that lack what they need. Prints a JSON object:
for each network a digest of every array, and what the network answers to a fixed input.
"""
import base64
import ctypes
import hashlib
import json
import os
import sys

for path in sys.argv[2:]:
    ctypes.CDLL(path, ctypes.RTLD_GLOBAL)

import mxnet as mx
import numpy as np
from networks import NETWORKS, softmax

SHAPE = (2, 3, 24, 24)


def marked():
    """Attributes that MXNet once wrote without underscores, on nodes and on variables."""
    net = mx.sym.Variable("data")
    weight = mx.sym.Variable("slow_weight", lr_mult=0.25, wd_mult=0.5)
    with mx.AttrScope(ctx_group="front", mirror_stage="1"):
        net = mx.sym.FullyConnected(data=mx.sym.Flatten(net, name="flatten0"), weight=weight, num_hidden=8, name="slow")
    with mx.AttrScope(force_mirroring="1"):
        net = mx.sym.LeakyReLU(net, act_type="prelu", name="prelu")
    return softmax(net, "fc1")


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array.asnumpy()).tobytes()).hexdigest()


def describe(name, symbol):
    """Saves the network with values of its own."""
    module = mx.mod.Module(symbol)
    module.bind([("data", SHAPE)], [("softmax_label", SHAPE[:1])], for_training=False)
    mx.random.seed(5)
    np.random.seed(5)
    module.init_params(mx.init.Xavier(factor_type="in", magnitude=2))
    arguments, states = module.get_params()
    for _, value in sorted(states.items()):
        value[:] = np.random.uniform(0.5, 1.5, value.shape)
    module.set_params(arguments, states)
    mx.model.save_checkpoint(name, 4, symbol, arguments, states)
    data = np.sin(np.arange(np.prod(SHAPE), dtype=np.float32)).reshape(SHAPE)
    module.forward(mx.io.DataBatch([mx.nd.array(data)], [mx.nd.zeros(SHAPE[:1])]), is_train=False)
    return {
        "arguments": {key: digest(value) for key, value in arguments.items()},
        "states": {key: digest(value) for key, value in states.items()},
        "output": text(module.get_outputs()[0].asnumpy()),
    }


os.chdir(sys.argv[1])
networks = dict(NETWORKS, marked=marked)
print(json.dumps({name: describe(name, networks[name]()) for name in sorted(networks)}))
