"""One Euro over the 478 landmarks of 1 and 4 faces, in the paper's and in MediaPipe's form."""

from itertools import cycle

import numpy as np

from bench import plain_c
from ext.one_euro import one_euro_step

DT = 1 / 60
SIZE = 100.0


def case(faces, *, raw):
    value, slope, previous, *c_state = np.zeros((6, faces, 1434), np.float32)
    # Ever the same sample would let the slopes decay to denormals, which are slow.
    some = np.random.default_rng(0).random((8, faces, 1434), np.float32)
    samples, rows = cycle(some), np.arange(faces)
    options = {"previous": previous, "scale": SIZE} if raw else {}
    filtering = (some, faces * 1434, DT, *((SIZE,) if raw else ()), 1.0, 0.0, 1.0)
    twin = ("one_euro_raw", *c_state) if raw else ("one_euro", *c_state[:2])
    return {
        "ours": lambda: one_euro_step(value, slope, next(samples), rows, dt=DT, **options),
        **plain_c.build("step", *twin, *filtering),
    }


def cases():
    return {
        "1 face": case(1, raw=False),
        "4 faces": case(4, raw=False),
        "MediaPipe's, 1 face": case(1, raw=True),
        "MediaPipe's, 4 faces": case(4, raw=True),
    }
