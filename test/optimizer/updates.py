"""Twenty updates of some parameters by an optimizer of Python's MXNet, printed as JSON.

The argument is a JSON list of cases: {"optimizer", "arguments", "dtype", "schedule", "steps", "lr_mult", "wd_mult"}.
"""
import base64
import json
import sys
import warnings

import mxnet as mx
import numpy as np

warnings.simplefilter('ignore')

SHAPES = {
    'fc1_weight': (7, 5), 'fc1_bias': (7,), 'bn_gamma': (3,), 'bn_beta': (3,), 'conv_weight': (3, 4, 3, 3),
    'alpha': (1,), 'fc2_weight': (33, 9),
}


def text(array):
    array = array.asnumpy() if isinstance(array, mx.nd.NDArray) else array
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def texts(state):
    if state is None:
        return None
    if isinstance(state, (tuple, list)):
        return [texts(item) for item in state]
    return {'dtype': str(np.dtype(state.dtype)), 'values': text(state)}


def schedule(description):
    if description is None:
        return None
    kind, arguments = description
    arguments = dict(arguments)
    # Before 1.4 a schedule was not told its first rate.
    base_lr = arguments.pop('base_lr')
    planned = getattr(mx.lr_scheduler, kind)(**arguments)
    planned.base_lr = base_lr
    return planned


def one_call_per_parameter(updater):
    def update(indices, gradients, weights):
        for index, gradient, weight in zip(indices, gradients, weights):
            updater(index, gradient, weight)
    return update


def run(case):
    random = np.random.RandomState(11)
    dtypes = [case.get('dtype', 'float32')] * len(SHAPES)
    if dtypes[0] == 'mixed':
        dtypes = ['float16', 'float32', 'float32', 'float16', 'float16', 'float32', 'float32']
    starts = [random.normal(0, 0.5, shape).astype(dtype) for shape, dtype in zip(SHAPES.values(), dtypes)]
    gradients = [[random.normal(0, 3, array.shape).astype(array.dtype) for array in starts]
                 for _ in range(case.get('steps', 20))]
    names = dict(enumerate(SHAPES))
    arguments = dict(case.get('arguments', {}))
    planned = schedule(case.get('schedule'))
    if planned is not None:
        arguments['lr_scheduler'] = planned
    optimizer = mx.optimizer.create(case['optimizer'], param_idx2name=names, rescale_grad=1 / 12, **arguments)
    if 'lr_mult' in case:
        optimizer.set_lr_mult(case['lr_mult'])
    if 'wd_mult' in case:
        optimizer.set_wd_mult(case['wd_mult'])
    updater = mx.optimizer.get_updater(optimizer)
    update = updater
    if case.get('separately') or not hasattr(optimizer, 'aggregate_num'):
        update = one_call_per_parameter(updater)
    weights = [mx.nd.array(array, dtype=array.dtype) for array in starts]
    buffers = [mx.nd.zeros(array.shape, dtype=array.dtype) for array in starts]
    mx.random.seed(5)
    for step in gradients:
        # One buffer for each parameter, as a module has it.
        for buffer, gradient in zip(buffers, step):
            buffer[:] = gradient
        update(list(names), buffers, weights)
        mx.nd.waitall()
    return {
        'starts': [text(array) for array in starts],
        'gradients': [[text(array) for array in step] for step in gradients],
        'dtypes': dtypes,
        'weights': [text(weight) for weight in weights],
        'states': [texts(updater.states[index]) for index in names],
    }


def attempt(case):
    try:
        return run(case)
    except Exception as error:
        return {'error': type(error).__name__ + ': ' + str(error).split('\n')[0]}


print(json.dumps({
    'shapes': SHAPES,
    'results': [attempt(case) for case in json.loads(sys.argv[1])],
}))
