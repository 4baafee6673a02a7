"""Metrics of Python's MXNet over random batches, printed as JSON.

The argument is a JSON list of cases: {"metric", "arguments", "batches", "rows", "classes", "kind"}. After each batch the local and
the global value are noted; halfway the local one is reset.
"""
import base64
import json
import sys
import warnings

import mxnet as mx
import numpy as np

warnings.simplefilter('ignore')


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def softmax(values):
    values = np.exp(values - values.max(axis=1, keepdims=True))
    return (values / values.sum(axis=1, keepdims=True)).astype('float32')


def batch(random, case):
    rows, classes, kind = random.randint(1, case['rows'] + 1), case['classes'], case['kind']
    labels = random.randint(0, classes, rows).astype('float32')
    if kind == 'probabilities':
        return labels, softmax(random.normal(0, 3, (rows, classes)))
    if kind == 'sure':  # many probabilities are 0
        return labels, softmax(random.normal(0, 60, (rows, classes)))
    if kind == 'ties':
        return labels, (random.randint(0, 4, (rows, classes)) / 8).astype('float32')
    if kind == 'holes':  # some outputs are no numbers
        values = random.normal(0, 1, (rows, classes)).astype('float32')
        values[random.rand(rows, classes) < 0.2] = np.nan
        return labels, values
    if kind == 'classes':
        return labels, random.randint(0, classes, rows).astype('float32')
    if kind == 'column':
        return labels, random.normal(1, 1, (rows, 1)).astype('float32')
    if kind == 'image':
        return random.randint(0, classes, (rows, 2, 3)).astype('float32'), softmax(
            random.normal(0, 3, (rows, classes, 2, 3)))
    if kind == 'vector':
        return (labels + random.rand(rows)).astype('float32'), random.normal(1, 1, rows).astype('float32')
    if kind == 'matrix':
        return random.normal(0, 1, (rows, classes)).astype('float32'), random.normal(0, 1, (rows, classes)).astype('float32')
    raise ValueError(kind)


def run(case):
    random = np.random.RandomState(case.get('seed', 1))
    metric = mx.metric.create(case['metric'], **case.get('arguments', {}))
    noted = []
    for i in range(case['batches']):
        if i == case['batches'] // 2:
            metric.reset_local()
        pairs = [batch(random, case) for _ in range(case.get('outputs', 1))]
        metric.update([mx.nd.array(label, dtype=label.dtype) for label, _ in pairs],
                      [mx.nd.array(output, dtype=output.dtype) for _, output in pairs])
        local, whole = metric.get(), metric.get_global()
        noted.append({
            'arrays': [[{'shape': array.shape, 'values': text(array)} for array in pair] for pair in pairs],
            'name': local[0],
            'values': [repr(float(local[1])), repr(float(whole[1]))],
            'printed': ['%f' % local[1], '%f' % whole[1]],
        })
    return noted


print(json.dumps([run(case) for case in json.loads(sys.argv[1])]))
