"""A residual network on images of 28 x 28. Arguments: symbol file, batch size, batches in a turn, turns."""

import sys

import mxnet as mx
from training import train

file, batch_size, batches, turns = sys.argv[1:]
train(mx.sym.load(file), (3, 28, 28), int(batch_size), int(batches), 10, int(turns), "device")
