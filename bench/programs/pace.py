"""Takes turns with the other side of a benchmark: a line on stdin starts a turn, a line of JSON on stdout ends it."""

import json
import sys
import time

started = 0.0


def turn():
    """Waits for the next turn."""
    global started
    sys.stdin.readline()
    started = time.perf_counter()


def done(**result):
    """Ends the turn. Whatever was queued must have been computed."""
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, **result}), flush=True)
