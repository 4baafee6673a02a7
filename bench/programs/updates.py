"""Nothing but updates of 160 small parameters. Arguments: optimizer, kvstore, updates in a turn, turns."""

import sys

import mxnet as mx
import numpy as np
from pace import done, turn

optimizer, kvstore, updates, turns = sys.argv[1:]
net = mx.sym.Variable("data")
for layer in range(1, 81):
    net = mx.sym.FullyConnected(net, num_hidden=16, name=f"fc{layer}")
module = mx.mod.Module(mx.sym.SoftmaxOutput(net, name="softmax"))
iterator = mx.io.NDArrayIter(np.full((16, 16), 0.5, np.float32), np.zeros(16, np.float32), 16)
module.bind(iterator.provide_data, iterator.provide_label)
module.init_params()
module.init_optimizer(
    kvstore=None if kvstore == "none" else mx.kv.create(kvstore),
    optimizer=optimizer,
    optimizer_params={"learning_rate": 0.001},
)
module.forward_backward(next(iterator))

for _ in range(int(turns)):
    turn()
    for update in range(int(updates)):
        module.update()
        if update % 10 == 9:
            mx.nd.waitall()
    mx.nd.waitall()
    done(updates=int(updates))
