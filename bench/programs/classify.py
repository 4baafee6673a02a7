"""The same by Module, from numbers. Arguments: prefix, images of a call, calls in a turn."""

import sys

import images
import mxnet as mx
from pace import done, turn

prefix, count, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
values = images.values(count)
symbol, arg_params, aux_params = mx.model.load_checkpoint(prefix, 0)
module = mx.mod.Module(symbol)
module.bind([("data", values.shape)], for_training=False)
module.set_params(arg_params, aux_params)
while True:
    turn()
    for _ in range(calls):
        module.forward(mx.io.DataBatch([mx.nd.array(values)]), is_train=False)
        probabilities = module.get_outputs()[0].asnumpy()
    done(images=count * calls, probabilities=probabilities.ravel().tolist())
