"""Python's side of `distributed-fit.ts`: the same arguments, the same job."""
import sys

# A process that is no worker serves in here, and ends.
import mxnet as mx


class Module(mx.mod.Module):
    """Reads BatchNorm's averages when they are written."""

    def get_params(self):
        mx.nd.waitall()
        return super().get_params()


def main(prefix, epoch, record, output, kind):
    mx.random.seed(3)
    store = mx.kv.create(kind)
    symbol, args, states = mx.model.load_checkpoint(prefix, int(epoch))
    part = mx.io.ImageRecordIter(
        path_imgrec=record,
        data_shape=(3, 28, 28),
        batch_size=20,
        preprocess_threads=1,
        part_index=store.rank,
        num_parts=store.num_workers,
    )
    # Parts are equal in bytes, not in images: with another number of batches one worker would wait for ever.
    images = mx.io.ResizeIter(part, 15)
    module = Module(symbol)
    module.fit(
        images,
        num_epoch=2,
        kvstore=store,
        optimizer="sgd",
        optimizer_params={"learning_rate": 0.02, "momentum": 0.9, "wd": 0.001},
        initializer=mx.init.Uniform(0.01),
        arg_params=args if store.rank == 0 else {},
        aux_params=states,
        allow_missing=True,
    )
    mx.model.save_checkpoint(f"{output}-{store.rank}", 2, symbol, *module.get_params())


main(*sys.argv[1:])
