"""Checkpoints that are out of the ordinary: their graphs, their values, or their files."""
import json
import struct

import mxnet as mx
import numpy as np
from networks import convolution, depthwise, draw, lenet, mean, normalized, pool, relu, softmax, write


def features(net):
    return mx.sym.Flatten(mean(net, "averaged"), name="flatten0")


def stem(data):
    return relu(convolution(data, "stem", 8), "stem_relu")


def plain():
    return stem(mx.sym.Variable("data"))


def randomized():
    """Random numbers in several places, also where nothing is learned."""
    net = mx.sym.Dropout(plain(), p=0.3, axes=(2, 3), name="drop1")
    net = mx.sym.Dropout(pool(net, "pool1"), p=0.2, mode="always", name="drop2")
    return softmax(features(net), "head")


def shared():
    """Two layers with the same weights."""
    more = {name: mx.sym.Variable(f"both_{name}") for name in ("weight", "bias")}
    net = relu(convolution(plain(), "first", 8, **more), "first_relu")
    return softmax(features(relu(convolution(net, "second", 8, **more), "second_relu")), "head")


def normalizations():
    net = normalized(convolution(mx.sym.Variable("data"), "stem", 8), "fixed", fix_gamma=True)
    net = normalized(net, "known", use_global_stats=True)
    net = mx.sym.InstanceNorm(net, name="instance")
    net = mx.sym.L2Normalization(net, mode="channel", name="l2")
    net = mx.sym.LayerNorm(net, axis=1, name="layer")[0]
    net = mx.sym.Deconvolution(
        net, num_filter=6, kernel=(2, 2), stride=(2, 2), no_bias=False, name="larger"
    )
    net = mx.sym.Pad(
        mx.sym.clip(net, -0.5, 0.9, name="clipped"), mode="reflect", pad_width=(0, 0, 0, 0, 1, 1, 2, 2)
    )
    return softmax(features(net), "head")


def recurrent():
    """Made for batches of 16; a vector of parameters without a usual name."""
    rows = mx.sym.Reshape(pool(mx.sym.Variable("data"), "pool"), shape=(-1, 14, 42))
    net = mx.sym.RNN(
        mx.sym.transpose(rows, axes=(1, 0, 2)),
        parameters=mx.sym.Variable("rnn_parameters"),
        state=mx.sym.zeros((2, 16, 8)),
        state_cell=mx.sym.zeros((2, 16, 8)),
        state_size=8,
        num_layers=2,
        mode="lstm",
        p=0.3,
        name="rnn",
    )
    return softmax(mx.sym.Flatten(mx.sym.transpose(net, axes=(1, 0, 2)), name="flatten0"), "head")


def initialized():
    """With --compat the filter by name takes values away, and the variables say what comes instead."""
    weight = mx.sym.Variable("fc1_weight", init=mx.init.Normal(0.3))
    bias = mx.sym.Variable("fc1_bias", init=mx.init.Constant(0.25))
    odd = mx.sym.Variable("odd_fc", init=mx.init.Uniform(0.2), shape=(8, 32))
    net = mx.sym.FullyConnected(
        mx.sym.Flatten(mean(plain(), "mean"), name="flat"),
        weight=weight,
        bias=bias,
        num_hidden=32,
        name="fc1",
    )
    net = mx.sym.FullyConnected(net, weight=odd, num_hidden=8, no_bias=True, name="bare")
    net = mx.sym.LeakyReLU(net, act_type="prelu", name="fc_prelu")
    return softmax(mx.sym.Flatten(net, name="flatten0"), "head")


def double():
    """Computes in another type, because its input says so."""
    net = mx.sym.Cast(stem(mx.sym.Variable("data", dtype="float64")), dtype="float32")
    return softmax(features(net), "head")


def grouped():
    """A second output, and names that are hard to write."""
    net = features(relu(convolution(plain(), "größe 1/π", 8), "relu 文😀"))
    other = mx.sym.FullyConnected(net, num_hidden=10, name="other_fc")
    return mx.sym.Group([softmax(net, "head"), mx.sym.SoftmaxOutput(other, name="second")])


def attentive():
    """A layer of the kept part has the name that the new head would have."""
    chances = mx.sym.softmax(plain(), axis=1, name="softmax")
    head = mx.sym.FullyConnected(features(chances), num_hidden=10, name="head")
    return mx.sym.SoftmaxOutput(head, name="out")


def mixed():
    """As automatic mixed precision leaves it: the casts are not saved again."""
    net = stem(mx.sym.amp_cast(mx.sym.Variable("data"), dtype="float32", name="cast0"))
    return softmax(features(mx.sym.amp_cast(net, dtype="float32", name="cast1")), "head")


GRAPHS = {
    "randomized": randomized,
    "shared": shared,
    "normalizations": normalizations,
    "recurrent": recurrent,
    "initialized": initialized,
    "double": double,
    "grouped": grouped,
    "attentive": attentive,
}


def odd_values():
    """Negative zeros and numbers near the smallest."""
    arguments, states = draw(lenet(), (3, 28, 28), 5)
    for name, array in arguments.items():
        flat = array.asnumpy().reshape(-1)
        flat[::3] = -0.0
        flat[1::5] = np.float32(1e-40)
        flat[2::7] = -np.float32(3e-42)
        arguments[name] = mx.nd.array(flat.reshape(array.shape))
    return arguments, states


def another_type(dtype):
    arguments, states = draw(depthwise(), (3, 28, 28), 6)
    return tuple({name: array.astype(dtype) for name, array in part.items()} for part in (arguments, states))


def superfluous():
    arguments, states = draw(depthwise(), (3, 28, 28), 7)
    return {**arguments, "unused_fc_weight": mx.nd.ones((2, 2))}, {**states, "gone_var": mx.nd.ones((3,))}


def old_array(array, version):
    """One array as MXNet wrote it before 0.11 (0), and before 1.0 (1)."""
    values = array.asnumpy()
    if version == 0:
        shape = struct.pack(f"<I{values.ndim}I", values.ndim, *values.shape)
    else:
        shape = struct.pack(f"<II{values.ndim}q", 0xF993FAC8, values.ndim, *values.shape)
    return shape + struct.pack("<iii", 1, 0, 0) + values.tobytes()


def write_old(prefix, version):
    """A checkpoint in the form of its time."""
    symbol = lenet()
    arguments, _ = draw(symbol, (3, 28, 28), 8)
    content = struct.pack("<QQQ", 0x112, 0, len(arguments))
    content += b"".join(old_array(array, version) for array in arguments.values())
    content += struct.pack("<Q", len(arguments))
    for name in arguments:
        key = f"arg:{name}".encode()
        content += struct.pack("<Q", len(key)) + key
    with open(f"{prefix}-0000.params", "wb") as file:
        file.write(content)
    graph = json.loads(symbol.tojson())
    for node in graph["nodes"]:
        node["param"] = node.pop("attrs", {}) if node["op"] != "null" else {}
        node["inputs"] = [entry[:2] for entry in node["inputs"]]
        node["backward_source_id"] = -1
    graph = {
        "nodes": graph["nodes"],
        "arg_nodes": graph["arg_nodes"],
        "heads": [entry[:2] for entry in graph["heads"]],
    }
    with open(f"{prefix}-symbol.json", "w", encoding="utf-8") as file:
        json.dump(graph, file)


def write_unusual(folder):
    for name, build in GRAPHS.items():
        write(build(), f"{folder}/{name}")
    write(mixed(), f"{folder}/mixed")
    mixed().save(f"{folder}/mixed-symbol.json", remove_amp_cast=False)
    for name, symbol, values in (
        ("odd_values", lenet(), odd_values()),
        ("half", depthwise(), another_type("float16")),
        ("wide", depthwise(), another_type("float64")),
        ("superfluous", depthwise(), superfluous()),
    ):
        mx.model.save_checkpoint(f"{folder}/{name}", 0, symbol, *values)
    for version in (0, 1):
        write_old(f"{folder}/old{version}", version)
