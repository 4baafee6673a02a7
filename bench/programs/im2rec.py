"""Packs the images of a list with the im2rec.py that comes with MXNet."""

import contextlib
import os
import resource
import runpy
import sys

from pace import done, turn

LIST, ROOT, RESIZE, QUALITY, WORKERS, TURNS, OPENCV = sys.argv[1:]
PREFIX = LIST[: -len(".lst")]


def processor():
    """Seconds of this process and of those that it has waited for."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main():
    # MXNet looks for OpenCV when it is imported.
    sys.path.append(OPENCV)
    import mxnet as mx

    tool = os.path.join(os.path.dirname(mx.__file__), "tools", "im2rec.py")
    sys.argv = [tool, PREFIX, ROOT, "--resize", RESIZE, "--quality", QUALITY, "--num-thread", WORKERS]
    for _ in range(int(TURNS)):
        turn()
        before = processor()
        with contextlib.redirect_stdout(sys.stderr):
            runpy.run_path(tool, run_name="__main__")
        with open(PREFIX + ".idx") as index:
            done(images=len(index.readlines()), processor=processor() - before)


if __name__ == "__main__":
    main()
