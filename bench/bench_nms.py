"""Suppression of 40 candidates of 1 face, 160 of 4, and 1000 of 4."""

import numpy as np

from bench import plain_c
from ext.nms import nms

THRESHOLD = 0.4


def candidates(count, faces):
    rng = np.random.default_rng(count)
    face = rng.integers(0, faces, count)
    centre = rng.uniform(60, 580, (faces, 2))[face] + rng.normal(0, 4, (count, 2))
    half = rng.uniform(20, 45, (faces, 1))[face] * rng.uniform(0.9, 1.1, (count, 2))
    boxes = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    return boxes, rng.uniform(0.6, 1, count).astype(np.float32)


def case(count, faces):
    boxes, scores = candidates(count, faces)
    keep, c_keep = np.empty(count, np.intp), np.empty(count, np.intp)
    return {
        "ours": lambda: nms(boxes, scores, THRESHOLD, keep=keep),
        **plain_c.build("greedy", "nms", boxes, scores, count, THRESHOLD, c_keep),
    }


def cases():
    return {"1 face": case(40, 1), "4 faces": case(160, 4), "1000 candidates": case(1000, 4)}
