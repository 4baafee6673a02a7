"""Networks that every MXNet since 0.9 can build: a residual one, and one as VGG with layers called fc and dropout."""
import mxnet as mx

CLASSES = 10


def relu(data, name):
    return mx.sym.Activation(data, act_type="relu", name=name)


def convolution(data, name, filters, stride=1, **more):
    return mx.sym.Convolution(
        data, num_filter=filters, kernel=(3, 3), pad=(1, 1), stride=(stride, stride), name=name, **more
    )


def softmax(features, name):
    head = mx.sym.FullyConnected(features, num_hidden=CLASSES, name=name)
    return mx.sym.SoftmaxOutput(head, name="softmax")


def unit(data, name, filters, stride):
    """Two normalized convolutions beside a shortcut."""
    first = relu(mx.sym.BatchNorm(data, fix_gamma=False, name=name + "_bn1"), name + "_relu1")
    body = convolution(first, name + "_conv1", filters, stride, no_bias=True)
    body = relu(mx.sym.BatchNorm(body, fix_gamma=False, name=name + "_bn2"), name + "_relu2")
    body = convolution(body, name + "_conv2", filters, no_bias=True)
    if stride == 1:
        return body + data
    shortcut = mx.sym.Convolution(
        first, num_filter=filters, kernel=(1, 1), stride=(stride, stride), no_bias=True, name=name + "_sc"
    )
    return body + shortcut


def residual():
    net = mx.sym.BatchNorm(mx.sym.Variable("data"), fix_gamma=True, name="bn_data")
    net = convolution(net, "conv0", 8, no_bias=True)
    for number, (filters, stride) in enumerate(((8, 1), (16, 2), (24, 2)), start=1):
        net = unit(net, "unit%d" % number, filters, stride)
    net = relu(mx.sym.BatchNorm(net, fix_gamma=False, name="bn1"), "relu1")
    net = mx.sym.Pooling(net, kernel=(1, 1), global_pool=True, pool_type="avg", name="pool1")
    return softmax(mx.sym.Flatten(net, name="flatten0"), "fc1")


def vgg():
    net = mx.sym.Variable("data")
    for number, filters in enumerate((8, 12), start=1):
        net = relu(convolution(net, "conv%d" % number, filters), "relu%d" % number)
        net = mx.sym.Pooling(net, kernel=(2, 2), stride=(2, 2), pool_type="max", name="pool%d" % number)
    net = mx.sym.Flatten(net, name="flatten")
    for number in (6, 7):
        net = mx.sym.FullyConnected(net, num_hidden=32, name="fc%d" % number)
        net = mx.sym.Dropout(relu(net, "relu%d" % number), p=0.5, name="drop%d" % number)
    return softmax(net, "fc8")


NETWORKS = {"residual": residual, "vgg": vgg}
