"""Writes the network of a checkpoint in the form of ONNX, for any number of images. Arguments: prefix, file."""

import sys

import mxnet as mx
import numpy as np

prefix, file = sys.argv[1:]
image = (3, 224, 224)
network, arg_params, aux_params = mx.model.load_checkpoint(prefix, 0)
# The exporter stumbles over SoftmaxOutput, whose labels have no value.
scores = network.get_internals()["fc1_output"]
mx.onnx.export_model(
    mx.sym.softmax(scores),
    {**arg_params, **aux_params},
    in_shapes=[(1, *image)],
    in_types=np.float32,
    onnx_file_path=file,
    dynamic=True,
    dynamic_input_shapes=[("images", *image)],
)
