"""Straight and premultiplied alpha, and pictures on disk that keep it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError

Picture = NDArray[np.uint8]

BLEED = 9  # px square from which a transparent pixel takes its colour


def straight(picture: Picture) -> Picture:
    """Return a premultiplied picture (H, W, 4) with straight alpha, as files want it.

    Transparent pixels beside the edge take the edge's colour: whoever scales the picture, or halves
    its chroma as a film does, then mixes in no black. An opaque picture is returned as it is.
    """
    alpha = picture[..., 3:]
    if alpha.min() == 255:
        return picture
    near = cv2.boxFilter(picture.astype(np.float32), -1, (BLEED, BLEED))
    spread = np.where(alpha > 0, picture, near).astype(np.float32)
    colour = 255 * spread[..., :3] / np.maximum(spread[..., 3:], 1e-3)
    colour[spread[..., 3] == 0] = 0
    out = np.empty_like(picture)
    out[..., :3] = np.minimum(np.round(colour), 255)
    out[..., 3:] = alpha
    return out


def write_picture(path: Path, picture: Picture) -> None:
    """Write a picture to a file whose suffix names the format; missing folders are made.

    Parameters
    ----------
    path : Path
    picture : (H, W, 3) RGB or (H, W, 4) RGBA with straight alpha

    Raises
    ------
    FileError
        If the suffix is no picture's, or the file cannot be written.
    """
    order = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
    try:
        done, data = cv2.imencode(path.suffix, cv2.cvtColor(picture, order))
    except cv2.error:
        done = False
    if not done:
        msg = f"cannot write {path}: {path.suffix or 'no suffix'} is no format of pictures"
        raise FileError(msg, fix="give the file a name that ends in .png")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.tobytes())
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror}"
        raise FileError(msg, fix="choose a folder you may write to") from error
