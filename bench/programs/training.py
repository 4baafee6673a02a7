"""Module.fit on data in memory, one epoch a turn."""

import mxnet as mx
import numpy as np
from pace import done, turn


def train(symbol, shape, batch_size, batches, classes, turns, kvstore):
    """Trains on numbers that need not mean anything, for a given number of turns; each epoch is one."""
    samples = batch_size * batches
    width = int(np.prod(shape))
    data = (np.arange(samples * width, dtype=np.int64) * 7919 % 255 / 255).astype(np.float32)
    label = (np.arange(samples) % classes).astype(np.float32)
    iterator = mx.io.NDArrayIter(data.reshape((samples, *shape)), label, batch_size)

    def epoch_end(epoch, *_):
        done(samples=samples)
        if epoch + 1 < turns:
            turn()

    module = mx.mod.Module(symbol)
    turn()
    module.fit(
        iterator,
        num_epoch=turns,
        kvstore=None if kvstore == "none" else mx.kv.create(kvstore),
        optimizer="sgd",
        optimizer_params={"learning_rate": 0.01, "momentum": 0.9, "wd": 0.0001},
        epoch_end_callback=epoch_end,
    )
