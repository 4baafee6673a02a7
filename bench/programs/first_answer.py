"""Prints the milliseconds from before the import to the first answer. Arguments: prefix, image."""

import sys
import time

started = time.perf_counter()

import mxnet as mx

prefix, file = sys.argv[1:]
symbol, arg_params, aux_params = mx.model.load_checkpoint(prefix, 1)
module = mx.mod.Module(symbol)
module.bind([("data", (1, 3, 28, 28))], for_training=False)
module.set_params(arg_params, aux_params)
image = mx.image.resize_short(mx.image.imread(file), 32)
image, _ = mx.image.center_crop(image, (28, 28))
image = mx.image.color_normalize(image.astype("float32"), mx.nd.array([123.68, 116.779, 103.939]))
data = image.transpose((2, 0, 1)).expand_dims(0)
module.forward(mx.io.DataBatch([data]), is_train=False)
best = module.get_outputs()[0].asnumpy().max()
milliseconds = (time.perf_counter() - started) * 1000
assert best > 0
print(milliseconds, flush=True)
