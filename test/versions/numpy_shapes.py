"""Writes arrays in the format of numpy shapes, which knows scalars.

numpy_shapes.py FILE. Prints true.
"""
import json
import sys

import mxnet as mx

with mx.util.np_shape(True):
    arrays = {
        "arg:matrix": mx.nd.array([[1, 2, 3], [4, 5, 6]]),
        "arg:scalar": mx.nd.full((), 2.5),
        "aux:vector": mx.nd.array([7, 8], dtype="float64"),
    }
    mx.nd.save(sys.argv[1], arrays)
print(json.dumps(True))
