"""Decoding one RetinaFace answer at 640x480, and one BlazeFace answer.

25 and 12 candidates of every face reach the threshold.
"""

import numpy as np

from bench import plain_c
from ext.decode import blazeface_decode, retinaface_decode
from ext.priors import blazeface_anchors, retinaface_priors

THRESHOLD = 0.6


def retinaface_answer(faces):
    rng = np.random.default_rng(faces)
    priors = retinaface_priors(640, 480)
    face = rng.uniform(0, 0.1, len(priors))
    face[rng.choice(len(priors), 25 * faces, replace=False)] = 0.9
    loc, landms = (rng.normal(0, 1, (len(priors), k)).astype(np.float32) for k in (4, 10))
    return loc, np.stack([1 - face, face], axis=1).astype(np.float32), landms, priors


def buffers(count, coordinates):
    shapes = (count, 4), (count,), (count, coordinates)
    return dict(zip(("boxes", "scores", "points"), map(np.empty, shapes, "fff"), strict=True))


def retinaface(faces):
    answer, out = retinaface_answer(faces), buffers(12600, 10)
    size = {"width": 640, "height": 480}
    c_arguments = (*answer, 12600, THRESHOLD, 640.0, 480.0, *buffers(12600, 10).values())
    return {
        "ours": lambda: retinaface_decode(*answer, THRESHOLD, **size, **out),
        **plain_c.build("retinaface", "decode", *c_arguments),
    }


def blazeface(faces):
    rng, out = np.random.default_rng(0), buffers(896, 12)
    regressors, logits = rng.uniform(1, 60, (896, 16)), rng.uniform(-60, -20, 896)
    logits[100 : 100 + 12 * faces] = 3
    answer = regressors.astype(np.float32), logits.astype(np.float32), blazeface_anchors()
    return {"ours": lambda: blazeface_decode(*answer, 0.5, side=1280, **out)}


def cases():
    return {
        "RetinaFace, 1 face": retinaface(1),
        "RetinaFace, 4 faces": retinaface(4),
        "BlazeFace, 1 face": blazeface(1),
        "BlazeFace, 4 faces": blazeface(4),
    }
