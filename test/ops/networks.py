"""Networks, built with Python's MXNet: their JSON by name, on stdout. The same ones as in networks.ts."""

import json

import mxnet as mx

sym = mx.sym


def lenet():
    data = sym.Variable('data')
    body = sym.Convolution(data, kernel=(5, 5), num_filter=20)
    body = sym.Activation(body, act_type='tanh')
    body = sym.Pooling(body, pool_type='max', kernel=(2, 2), stride=(2, 2))
    body = sym.Convolution(body, kernel=(5, 5), num_filter=50)
    body = sym.Activation(body, act_type='tanh')
    body = sym.Pooling(body, pool_type='max', kernel=(2, 2), stride=(2, 2))
    body = sym.FullyConnected(sym.flatten(body), num_hidden=500)
    body = sym.Activation(body, act_type='tanh')
    return sym.SoftmaxOutput(sym.FullyConnected(body, num_hidden=10), name='softmax')


def norm(data, name):
    body = sym.BatchNorm(data, eps=2e-5, momentum=0.9, fix_gamma=False, name=name + '_bn')
    return sym.Activation(body, act_type='relu', name=name + '_relu')


def unit(data, filters, stride, dim_match, name):
    first = norm(data, name + '_a')
    body = sym.Convolution(
        first, num_filter=filters, kernel=(3, 3), stride=stride, pad=(1, 1), no_bias=True, workspace=256,
        name=name + '_conv1')
    body = sym.Convolution(
        norm(body, name + '_b'), num_filter=filters, kernel=(3, 3), stride=(1, 1), pad=(1, 1), no_bias=True,
        workspace=256, name=name + '_conv2')
    shortcut = data if dim_match else sym.Convolution(
        first, num_filter=filters, kernel=(1, 1), stride=stride, no_bias=True, workspace=256, name=name + '_sc')
    return body + shortcut


def resnet():
    body = sym.identity(sym.Variable('data'), name='id')
    body = sym.BatchNorm(body, fix_gamma=True, eps=2e-5, momentum=0.9, name='bn_data')
    body = sym.Convolution(
        body, num_filter=16, kernel=(3, 3), stride=(1, 1), pad=(1, 1), no_bias=True, workspace=256, name='conv0')
    for stage, filters in enumerate([16, 32, 64]):
        stride = (1, 1) if stage == 0 else (2, 2)
        body = unit(body, filters, stride, False, 'stage%d_unit1' % (stage + 1))
        body = unit(body, filters, (1, 1), True, 'stage%d_unit2' % (stage + 1))
    body = sym.Pooling(norm(body, 'last'), global_pool=True, kernel=(7, 7), pool_type='avg', name='pool1')
    body = sym.FullyConnected(sym.Flatten(body), num_hidden=3, name='fc1')
    return sym.SoftmaxOutput(body, name='softmax')


def attributes():
    """Every kind of value, in more than one spelling where Python has it."""
    data = sym.Variable('data', attr={'__lr_mult__': '2.0'})
    body = sym.LeakyReLU(data, act_type='leaky', slope=0.1)
    body = sym.L2Normalization(body, eps=1e-10)
    body = sym.LayerNorm(body, axis=-1, eps=1e-05)
    body = sym.clip(body, a_min=-1e20, a_max=1.0)
    body = sym.clip(body, a_min=0, a_max=0.1 + 0.2)
    body = sym.Dropout(body, p=0.5, mode='always', axes=(0,))
    body = sym.sum(body, axis=None, keepdims=True)
    body = sym.sum(body, axis=1)
    body = sym.slice(body, begin=(None, 0), end=(None, -1), step=())
    body = sym.Pad(body, mode='constant', pad_width=(0, 0, 0, 0, 1, 1, 2, 2), constant_value=3)
    body = sym.Cast(body, dtype='float16')
    body = sym.Deconvolution(
        body, kernel=(4, 4), num_filter=2, layout=None, attr={'__wd_mult__': '0.0', 'ctx_group': 'first'})
    return sym.SoftmaxOutput(body, grad_scale=1.0, use_ignore=True, ignore_label=-1, normalization='valid')


def inputs():
    """Inputs by position and by name, lists of them, several results."""
    a, b, c = sym.Variable('a'), sym.Variable('b'), sym.Variable('c')
    first, second, third = sym.split(sym.concat(a, b, c, dim=1), num_outputs=3, axis=1)
    body = sym.FullyConnected(first, weight=b, num_hidden=4, no_bias=True)
    body = sym.add_n(body, second, third)
    body = sym.stack(body, c, axis=0)
    body = sym.Embedding(body, weight=c, input_dim=3, output_dim=4)
    both = sym.topk(body, k=2, ret_typ='both')
    body = sym.where(both[0] > 1, both[0] + 1, both[1] * 2.5)
    body = sym.UpSampling(body, scale=2, sample_type='nearest')
    return sym.Group([sym.SoftmaxOutput(body, label=a), sym.BlockGrad(second)])


def names():
    """Automatic names of operators that stand apart."""
    a, b = sym.Variable('a'), sym.Variable('b')
    body = sym.linalg.gemm2(a, sym.linalg_gemm2(a, b), transpose_b=True)
    body = sym.contrib.box_nms(sym.contrib.BilinearResize2D(body, height=3, width=4))
    body = sym.image.to_tensor(sym.image.resize(body, size=(3, 4)))
    body = body - sym.elemwise_add(a, sym.Softmax(b))
    body = sym.random.uniform_like(body, low=0.5)
    return sym.MakeLoss(1 - body)


def prefixed():
    with mx.name.Prefix('net_'):
        body = sym.FullyConnected(sym.Variable('data'), num_hidden=2)
        return sym.Activation(body, act_type='relu', name='act')


def built(build):
    with mx.name.NameManager():
        return build().tojson()


NETWORKS = [lenet, resnet, attributes, inputs, names, prefixed]
print(json.dumps({build.__name__: built(build) for build in NETWORKS}))
