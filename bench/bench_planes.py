"""A picture into RetinaFace's input: 640x480, and the 320x192 of a usual look."""

import cv2
import numpy as np

from bench import plain_c
from ext.planes import planes

MEAN = (104.0, 117.0, 123.0)


def opencv(image, channels, out):
    cv2.split(image, channels)
    for values, mean, plane in zip(channels, MEAN, out, strict=True):
        cv2.subtract(values, mean, dst=plane, dtype=cv2.CV_32F)


def case(width, height):
    image = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    out = np.empty((3, height, width), np.float32)
    channels = [np.empty((height, width), np.uint8) for _ in MEAN]
    return {
        "ours": lambda: planes(image, MEAN, out),
        "OpenCV": lambda: opencv(image, channels, out),
        **plain_c.build("write", "planes", image, width * height, *MEAN, np.empty_like(out)),
    }


def cases():
    return {"640x480": case(640, 480), "320x192": case(320, 192)}
