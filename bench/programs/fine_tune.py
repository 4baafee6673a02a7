"""Fine-tunes as MXNet's fine-tune.py does, with mx.mod.Module: the other side of `mxnet-finetune train`.

Prints a line when the first batch has been computed, and at the end the largest memory it has had.
"""

import argparse
import logging
import sys

logging.basicConfig(level=logging.DEBUG)

import mxnet as mx  # noqa: E402 - the logging of a real program is set up first, too


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("pretrained-model", "data-train", "data-val", "model-prefix", "image-shape"):
        parser.add_argument(f"--{name}")
    for name in ("load-epoch", "num-epochs", "num-classes", "num-examples", "batch-size", "data-nthreads"):
        parser.add_argument(f"--{name}", type=int)
    for name in ("lr", "mom", "wd"):
        parser.add_argument(f"--{name}", type=float)
    parser.add_argument("--kv-store", default="device")
    parser.add_argument("--first-batch-only", action="store_true")
    return parser.parse_args()


def replaced_head(symbol, arg_params, classes):
    """The network up to flatten0 with a new last layer; parameters named fc start anew."""
    kept = symbol.get_internals()["flatten0_output"]
    head = mx.symbol.FullyConnected(data=kept, num_hidden=classes, name="fc")
    net = mx.symbol.SoftmaxOutput(data=head, name="softmax")
    return net, {name: value for name, value in arg_params.items() if "fc" not in name}


def record_iter(args, store, file, training):
    return mx.io.ImageRecordIter(
        path_imgrec=file,
        label_width=1,
        mean_r=123.68,
        mean_g=116.779,
        mean_b=103.939,
        data_name="data",
        label_name="softmax_label",
        data_shape=tuple(int(length) for length in args.image_shape.split(",")),
        batch_size=args.batch_size,
        shuffle=training,
        preprocess_threads=args.data_nthreads,
        num_parts=store.num_workers,
        part_index=store.rank,
    )


def peak_bytes():
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main():
    args = arguments()
    store = mx.kvstore.create(args.kv_store)
    symbol, arg_params, aux_params = mx.model.load_checkpoint(args.pretrained_model, args.load_epoch)
    symbol, arg_params = replaced_head(symbol, arg_params, args.num_classes)
    train = record_iter(args, store, args.data_train, True)
    validation = record_iter(args, store, args.data_val, False)

    def first_batch(_):
        print("first batch", flush=True)
        sys.exit()

    speedometer = mx.callback.Speedometer(args.batch_size, 20)
    mx.mod.Module(symbol, context=mx.cpu()).fit(
        train,
        eval_data=validation,
        eval_metric=["accuracy"],
        num_epoch=args.num_epochs,
        kvstore=store,
        optimizer="sgd",
        optimizer_params={
            "learning_rate": args.lr,
            "momentum": args.mom,
            "wd": args.wd,
            "multi_precision": True,
        },
        initializer=mx.init.Xavier(rnd_type="gaussian", factor_type="in", magnitude=2),
        arg_params=arg_params,
        aux_params=aux_params,
        allow_missing=True,
        batch_end_callback=[first_batch if args.first_batch_only else speedometer],
        epoch_end_callback=mx.callback.do_checkpoint(args.model_prefix),
    )
    print(f"peak {peak_bytes()}", flush=True)


main()
