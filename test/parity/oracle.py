"""Fine-tunes with Python's MXNet, told by the options of our own `train` command.

oracle.py CASES, where CASES is a JSON file: a list of {"folder": …, "arguments": [options of `train`]}. Each case runs in its
folder and leaves its checkpoints and `oracle.log` there. Prints a JSON list with null or an error's text for each case.

With --compat it does what MXNet's fine-tune.py does. Without it, it keeps every value of the kept layers, gives every optimizer
with a momentum its momentum, and measures each validation image once.
"""
import argparse
import json
import logging
import math
import os
import re
import sys
import traceback

import mxnet as mx
from plan import Plan

TEXT = {
    "pretrained-model": None,
    "layer-before-fullc": "flatten0",
    "network": None,
    "kv-store": "device",
    "lr-step-epochs": "20",
    "initializer": "default",
    "optimizer": "sgd",
    "model-prefix": None,
    "loss": "",
    "gc-type": "none",
    "data-train": None,
    "data-train-idx": "",
    "data-val": None,
    "data-val-idx": "",
    "rgb-mean": "123.68,116.779,103.939",
    "rgb-std": "1,1,1",
    "image-shape": "3,224,224",
    "warmup-strategy": "linear",
    "fixed-params": None,
    "freeze": "none",
    "lr-mult": None,
    "wd-mult": None,
}
INT = {
    "num-epochs": 30,
    "batch-size": 128,
    "disp-batches": 20,
    "save-period": 1,
    "load-epoch": None,
    "begin-epoch": None,
    "top-k": 0,
    "pad-size": 0,
    "fill-value": 127,
    "num-classes": None,
    "num-examples": None,
    "data-nthreads": 4,
    "random-crop": 0,
    "random-mirror": 0,
    "max-random-h": 0,
    "max-random-s": 0,
    "max-random-l": 0,
    "max-random-rotate-angle": 0,
    "max-crop-size": -1,
    "min-crop-size": -1,
    "random-resized-crop": 0,
    "cpus": 1,
    "monitor": 0,
    "macrobatch-size": 0,
    "warmup-epochs": 5,
    "seed": 0,
    "val-resize": -1,
}
FLOAT = {
    "lr": 0.01,
    "lr-factor": 0.1,
    "mom": 0,
    "wd": 0,
    "gc-threshold": 0.5,
    "max-random-aspect-ratio": 0,
    "min-random-aspect-ratio": None,
    "max-random-shear-ratio": 0,
    "max-random-scale": 1,
    "min-random-scale": 1,
    "max-random-area": 1,
    "min-random-area": 1,
    "brightness": 0,
    "contrast": 0,
    "saturation": 0,
    "pca-noise": 0,
}

SWITCHES = ("compat", "unseeded", "freeze-bn")

# Options that MXNet's own program does not have.
OWN = (
    *("cpus", "seed", "compat", "unseeded", "begin_epoch", "val_resize"),
    *("fixed_params", "freeze", "freeze_bn", "lr_mult", "wd_mult"),
)

# The iterator's parameter for each option that changes training images.
AUGMENTATION = {
    "rand_crop": "random_crop",
    "rand_mirror": "random_mirror",
    "pad": "pad_size",
    "fill_value": "fill_value",
    "random_resized_crop": "random_resized_crop",
    "max_random_scale": "max_random_scale",
    "min_random_scale": "min_random_scale",
    "max_aspect_ratio": "max_random_aspect_ratio",
    "min_aspect_ratio": "min_random_aspect_ratio",
    "max_random_area": "max_random_area",
    "min_random_area": "min_random_area",
    "max_crop_size": "max_crop_size",
    "min_crop_size": "min_crop_size",
    "brightness": "brightness",
    "contrast": "contrast",
    "saturation": "saturation",
    "pca_noise": "pca_noise",
    "random_h": "max_random_h",
    "random_s": "max_random_s",
    "random_l": "max_random_l",
    "max_rotate_angle": "max_random_rotate_angle",
    "max_shear_ratio": "max_random_shear_ratio",
}


def parse(arguments):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for defaults, kind in ((TEXT, str), (INT, int), (FLOAT, float)):
        for name, default in defaults.items():
            parser.add_argument(f"--{name}", type=kind, default=default)
    for name in SWITCHES:
        parser.add_argument(f"--{name}", action="store_true")
    args = parser.parse_args(arguments)
    if args.begin_epoch is None:
        args.begin_epoch = args.load_epoch or 0
    return args


class Images:
    """The iterators of a run."""

    def __init__(self, args, store, label):
        means = [float(item) for item in args.rgb_mean.split(",")]
        deviations = [float(item) for item in args.rgb_std.split(",")]
        self.args = args
        machines = {"num_parts": store.num_workers, "part_index": store.rank} if args.machines else {}
        self.common = {
            **machines,
            "data_shape": tuple(int(item) for item in args.image_shape.split(",")),
            "batch_size": args.batch_size,
            "label_width": 1,
            "label_name": label,
            "preprocess_threads": args.data_nthreads,
            "verbose": False,
            **dict(zip(("mean_r", "mean_g", "mean_b"), means)),
            **dict(zip(("std_r", "std_g", "std_b"), deviations)),
        }

    def training(self):
        changes = {key: getattr(self.args, name) for key, name in AUGMENTATION.items()}
        images = mx.io.ImageRecordIter(
            path_imgrec=self.args.data_train,
            path_imgidx=self.args.data_train_idx,
            shuffle=True,
            **({} if self.args.unseeded else {"seed": self.args.seed}),
            **self.common,
            **changes,
        )
        if not self.args.machines:
            return images
        logging.info("Resizing training data to %d batches per machine", self.args.batches)
        return mx.io.ResizeIter(images, self.args.batches)

    def validation(self):
        if self.args.data_val is None:
            return None
        return mx.io.ImageRecordIter(
            path_imgrec=self.args.data_val,
            path_imgidx=self.args.data_val_idx,
            resize=self.args.val_resize,
            rand_crop=False,
            rand_mirror=False,
            **self.common,
        )


class Module(mx.mod.Module):
    """Reads BatchNorm's averages when they are written, and measures without padding if wanted."""

    def __init__(self, symbol, context, once, plan):
        label = symbol.list_arguments()[-1]
        super().__init__(symbol, ("data",), (label,), context=context, fixed_param_names=plan.fixed)
        self.once = once
        self.plan = plan

    def init_optimizer(self, *args, **options):
        super().init_optimizer(*args, **options)
        self._optimizer.set_lr_mult(self.plan.rates)
        self._optimizer.set_wd_mult(self.plan.decays)

    def get_params(self):
        mx.nd.waitall()
        params = super().get_params()
        mx.nd.waitall()
        return params

    def score(self, eval_data, eval_metric, **options):
        if self.once is None:
            return super().score(eval_data, eval_metric, **options)
        metric = mx.metric.create(eval_metric)
        metric.reset()
        for batch in self.once():
            self.forward(batch, is_train=False)
            count = batch.label[0].shape[0] - batch.pad
            group = self._exec_group
            for rows, executor in zip(group.slices, group.execs):
                stop = min(rows.stop, count)
                if stop > rows.start:
                    label = batch.label[0][rows.start : stop]
                    metric.update([label], [executor.outputs[0][: stop - rows.start]])
        return metric.get_name_value()


def network(args):
    """The network with its new head, its kept part, and the values that it takes over."""
    symbol, arguments, states = mx.model.load_checkpoint(args.pretrained_model, args.load_epoch or 0)
    body = symbol.get_internals()[args.layer_before_fullc + "_output"]
    head = mx.sym.FullyConnected(body, num_hidden=args.num_classes, name="fc")
    if args.compat:
        taken = {name: value for name, value in arguments.items() if "fc" not in name}
    else:
        kept = set(body.list_arguments())
        taken = {name: value for name, value in arguments.items() if name in kept}
    # Two layers of one name would be told apart by nobody.
    known = [] if args.compat else [node["name"] for node in json.loads(body.tojson())["nodes"]]
    name = "softmax_1" if "softmax" in known else "softmax"
    return mx.sym.SoftmaxOutput(head, name=name), body, taken, states


def schedule(args):
    """The first rate, and what changes it."""
    if args.lr_factor >= 1:
        return args.lr, None
    begin = args.begin_epoch
    batches = args.batches
    if "pow" in args.lr_step_epochs:
        power = float(re.sub("pow[- ]*", "", args.lr_step_epochs))
        # A run that goes on follows the rest of the curve; MXNet's own program starts it anew.
        done = 0 if args.compat else begin / args.num_epochs
        rate = args.lr * (1 - done) ** power
        left = args.num_epochs - (0 if args.compat else begin)
        return rate, mx.lr_scheduler.PolyScheduler(left * batches, rate, power)
    epochs = [int(item) for item in args.lr_step_epochs.split(",")]
    rate = args.lr
    for _ in [epoch for epoch in epochs if epoch <= begin]:
        rate *= args.lr_factor
    if rate != args.lr:
        logging.info("Adjust learning rate to %e for epoch %d", rate, begin)
    steps = [batches * (epoch - begin) for epoch in epochs if epoch > begin]
    if not steps:
        return rate, None
    factor = args.lr_factor
    return rate, mx.lr_scheduler.MultiFactorScheduler(steps, factor, base_lr=args.lr)


def optimizer_options(args):
    rate, scheduler = schedule(args)
    options = {
        "learning_rate": rate,
        "lr_scheduler": scheduler,
        "wd": args.wd,
        "multi_precision": True,
    }
    name = args.optimizer if args.compat else args.optimizer.lower()
    with_momentum = ["sgd", "dcasgd", "nag", "signum", "lbsgd"]
    if not args.compat:
        with_momentum += ["ccsgd", "lars"]
    if name in with_momentum:
        options["momentum"] = args.mom
    if name == "lbsgd":
        options["updates_per_epoch"] = args.batches
        options["begin_epoch"] = args.begin_epoch
        options["batch_scale"] = math.ceil(max(args.macrobatch_size / args.batch_size, 1))
        options["warmup_strategy"] = args.warmup_strategy
        options["warmup_epochs"] = args.warmup_epochs
        options["num_epochs"] = args.num_epochs
    return options


def initializer(args):
    if args.initializer == "default":
        if args.network == "alexnet":
            return mx.init.Normal()
        if "vgg" in (args.network or ""):
            return mx.init.Xavier()
        return mx.init.Xavier(rnd_type="gaussian", factor_type="in", magnitude=2)
    kinds = {"msra": "MSRAPrelu"}
    return getattr(mx.init, kinds.get(args.initializer, args.initializer.capitalize()))()


def metrics(args):
    wanted = ["accuracy"]
    if args.top_k > 0:
        wanted.append(mx.metric.create("top_k_accuracy", top_k=args.top_k))
    for name in args.loss.split(",") if args.loss else []:
        wanted.append(mx.metric.create({"nll": "nll_loss"}.get(name.strip(), name.strip())))
    return wanted


def train(args):
    if not args.unseeded:
        mx.random.seed(args.seed)
    store = mx.kvstore.create(args.kv_store)
    if args.gc_type != "none":
        store.set_gradient_compression({"type": args.gc_type, "threshold": args.gc_threshold})
    args.machines = "dist" in args.kv_store
    args.batches = math.ceil(int(args.num_examples / store.num_workers) / args.batch_size)
    symbol, body, arguments, states = network(args)
    images = Images(args, store, symbol.list_arguments()[-1])
    plan = Plan(args, symbol, body, arguments)
    devices = [mx.cpu(number) for number in range(args.cpus)]
    module = Module(plan.trained(symbol), devices, None if args.compat else images.validation, plan)
    checkpoint = None
    if args.model_prefix is not None:
        prefix = args.model_prefix if store.rank == 0 else f"{args.model_prefix}-{store.rank}"
        save = mx.callback.do_checkpoint(prefix, args.save_period)
        # What is saved is the network, however it was computed.
        checkpoint = lambda epoch, _, *values: save(epoch, symbol, *values)
    module.fit(
        images.training(),
        eval_data=images.validation(),
        eval_metric=metrics(args),
        epoch_end_callback=checkpoint,
        batch_end_callback=mx.callback.Speedometer(args.batch_size, args.disp_batches),
        kvstore=store,
        optimizer=args.optimizer,
        optimizer_params=optimizer_options(args),
        initializer=initializer(args),
        arg_params=arguments,
        aux_params=states,
        allow_missing=True,
        begin_epoch=args.begin_epoch,
        num_epoch=args.num_epochs,
        monitor=mx.mon.Monitor(args.monitor) if args.monitor > 0 else None,
    )


def run(case):
    """@returns an error's text, or None"""
    os.makedirs(case["folder"], exist_ok=True)
    os.chdir(case["folder"])
    handler = logging.FileHandler("oracle.log", mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    try:
        args = parse(case["arguments"])
        known = {name: value for name, value in vars(args).items() if name not in OWN}
        logging.info("start with arguments %s", argparse.Namespace(**known))
        train(args)
        return None
    except Exception:
        return traceback.format_exc()
    finally:
        mx.nd.waitall()
        handler.close()


def main(file):
    logging.getLogger().setLevel(logging.DEBUG)
    with open(file, encoding="utf-8") as cases:
        errors = [run(case) for case in json.load(cases)]
    # MXNet itself writes to stdout.
    print("\n" + json.dumps(errors))


if __name__ == "__main__":
    main(sys.argv[1])
