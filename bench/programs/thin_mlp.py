"""Thirteen thin layers: the time goes into telling the library what to do. Arguments: kvstore, batches in a turn, turns."""

import sys

import mxnet as mx
from training import train

kvstore, batches, turns = sys.argv[1:]
net = mx.sym.Variable("data")
for layer in range(1, 14):
    net = mx.sym.FullyConnected(net, num_hidden=16 if layer < 13 else 10, name=f"fc{layer}")
    if layer < 13:
        net = mx.sym.Activation(net, act_type="relu", name=f"relu{layer}")
train(mx.sym.SoftmaxOutput(net, name="softmax"), (16,), 32, int(batches), 10, int(turns), kvstore)
