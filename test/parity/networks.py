"""Small networks of the kinds that people have checkpoints of, each with ten classes."""
import mxnet as mx
import numpy as np

CLASSES = 10


def softmax(features, name):
    head = mx.sym.FullyConnected(features, num_hidden=CLASSES, name=name)
    return mx.sym.SoftmaxOutput(head, name="softmax")


def convolution(data, name, filters, kernel=3, **more):
    pad = more.pop("pad", (kernel // 2, kernel // 2))
    return mx.sym.Convolution(
        data, num_filter=filters, kernel=(kernel, kernel), pad=pad, name=name, **more
    )


def relu(data, name):
    return mx.sym.Activation(data, act_type="relu", name=name)


def pool(data, name, kind="max"):
    return mx.sym.Pooling(data, kernel=(2, 2), stride=(2, 2), pool_type=kind, name=name)


def mean(data, name):
    return mx.sym.Pooling(data, kernel=(1, 1), global_pool=True, pool_type="avg", name=name)


def normalized(data, name, **more):
    return mx.sym.BatchNorm(data, name=name, fix_gamma=more.pop("fix_gamma", False), **more)


def vgg():
    """Fully connected layers that are kept have `fc` in their names; dropout draws random numbers."""
    net = mx.sym.Variable("data")
    for block, filters in enumerate((8, 12), start=1):
        for layer in (1, 2):
            net = relu(convolution(net, f"conv{block}_{layer}", filters), f"relu{block}_{layer}")
        net = pool(net, f"pool{block}")
    net = mx.sym.Flatten(net, name="flatten")
    for number in (6, 7):
        net = mx.sym.FullyConnected(net, num_hidden=32, name=f"fc{number}")
        net = mx.sym.Dropout(relu(net, f"relu{number}"), p=0.5, name=f"drop{number}")
    return softmax(net, "fc8")


def lenet():
    net = mx.sym.Variable("data")
    for number, filters in enumerate((8, 16), start=1):
        net = convolution(net, f"conv{number}", filters, kernel=5, pad=(0, 0))
        net = mx.sym.Activation(net, act_type="tanh", name=f"tanh{number}")
        net = pool(net, f"pool{number}")
    net = mx.sym.FullyConnected(mx.sym.Flatten(net, name="flat"), num_hidden=40, name="hidden")
    return softmax(mx.sym.Activation(net, act_type="tanh", name="tanh3"), "output")


def depthwise():
    """As MobileNet: one filter for each channel, then a mixture of the channels."""
    data = mx.sym.Variable("data")
    net = relu(normalized(convolution(data, "conv0", 8, stride=(2, 2), no_bias=True), "bn0"), "relu0")
    for number, (before, after) in enumerate(((8, 16), (16, 24)), start=1):
        net = convolution(net, f"conv{number}_dw", before, num_group=before, no_bias=True)
        net = relu(normalized(net, f"bn{number}_dw"), f"relu{number}_dw")
        net = convolution(net, f"conv{number}_pw", after, kernel=1, no_bias=True)
        net = relu(normalized(net, f"bn{number}_pw"), f"relu{number}_pw")
    return softmax(mx.sym.Flatten(mean(net, "pool"), name="flatten0"), "fc")


def paths():
    """As Inception: several paths that are joined; and other operators with something to learn."""
    data = mx.sym.Variable("data")
    stem = relu(normalized(convolution(data, "stem", 8), "stem_bn", fix_gamma=True), "stem_relu")
    narrow = convolution(stem, "narrow", 4, kernel=1)
    wide = convolution(convolution(stem, "before_wide", 4, kernel=1), "wide", 6, kernel=5)
    pooled = mx.sym.Pooling(
        stem, kernel=(3, 3), stride=(1, 1), pad=(1, 1), pool_type="avg", name="side"
    )
    net = mx.sym.Concat(narrow, wide, convolution(pooled, "side_conv", 4), name="joined")
    net = mx.sym.LeakyReLU(net, act_type="prelu", name="prelu")
    net = mx.sym.LRN(pool(net, "pool1"), nsize=5, name="lrn")
    gate = mx.sym.FullyConnected(mean(net, "squeeze"), num_hidden=4, name="gate_fc1")
    gate = mx.sym.FullyConnected(relu(gate, "gate_relu"), num_hidden=14, name="gate_fc2")
    gate = mx.sym.Activation(gate, act_type="sigmoid", name="gate_sigmoid")
    net = mx.sym.broadcast_mul(net, mx.sym.Reshape(gate, shape=(-1, 14, 1, 1)), name="gated")
    return softmax(mx.sym.Flatten(mean(net, "pool2"), name="flatten0"), "classifier")


def attributes():
    """Variables that say themselves how fast they learn, and how much they decay."""
    data = mx.sym.Variable("data")
    slow = mx.sym.Variable("slow_weight", lr_mult=0.1, wd_mult=2.0)
    frozen = mx.sym.Variable("frozen_weight", lr_mult=0.0)
    decayed = mx.sym.Variable("decayed_bias", wd_mult=1.5)
    odd = mx.sym.Variable("odd", shape=(16, 144))
    net = relu(convolution(data, "slow", 8, weight=slow), "relu1")
    net = relu(convolution(pool(net, "pool1"), "frozen", 12, weight=frozen), "relu2")
    net = convolution(pool(net, "pool2"), "decayed", 16, bias=decayed)
    net = mx.sym.Flatten(pool(net, "pool3"), name="flatten0")
    net = mx.sym.FullyConnected(net, weight=odd, num_hidden=16, no_bias=True, name="bare")
    return softmax(relu(net, "relu4"), "head")


NETWORKS = {
    "vgg": vgg,
    "lenet": lenet,
    "depthwise": depthwise,
    "paths": paths,
    "attributes": attributes,
}


def draw(symbol, shape, seed):
    """Values that are neither symmetric nor round: parameters and auxiliary states."""
    generator = np.random.RandomState(seed)
    arguments, _, states = symbol.infer_shape(data=(16,) + shape)
    names = zip(symbol.list_arguments(), arguments)
    return (
        {
            name: values(generator, name, shape)
            for name, shape in names
            if name != "data" and not name.endswith("_label")
        },
        {
            name: values(generator, name, shape)
            for name, shape in zip(symbol.list_auxiliary_states(), states)
        },
    )


def write(symbol, prefix, epoch=0, shape=(3, 28, 28)):
    mx.model.save_checkpoint(prefix, epoch, symbol, *draw(symbol, shape, epoch + 1))


def values(generator, name, shape):
    if name.endswith(("_gamma", "_var")):
        return mx.nd.array(generator.uniform(0.5, 1.5, shape))
    if name.endswith(("_bias", "_beta", "_mean")):
        return mx.nd.array(generator.uniform(-0.1, 0.1, shape))
    fan_in = np.prod(shape[1:]) if len(shape) > 1 else 1
    return mx.nd.array(generator.normal(0, np.sqrt(2 / fan_in), shape))
