"""What the puppeteer sees over the puppet: the camera, its landmarks, ages and times."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import Query, Read
from systems.avatar.desk.ink import PAPER, write
from systems.components import Landmarks, Preview

Picture = NDArray[np.uint8]

POINT = (120, 255, 140)  # BGR and RGB alike read as green
VEIL = 200  # opacity of the paper below the text, of 255
LINE, SIZE = 18, 13  # px between lines, and of the letters


def draw_landmarks(picture: Picture, points: NDArray[np.floating]) -> None:
    """Dot the landmarks (N, 2 or 3) in px into a picture (H, W, 3), in place."""
    height, width = picture.shape[:2]
    at = np.round(points[:, :2]).astype(np.intp)
    at = at[((at >= 0) & (at < (width - 1, height - 1))).all(1)]
    for down in (0, 1):
        for right in (0, 1):
            picture[at[:, 1] + down, at[:, 0] + right] = POINT


def dotted_preview(previews: Query[Read[Preview]], faces: Query[Read[Landmarks]]) -> Picture | None:
    """Return a copy of the camera preview with every face's landmarks; None before the first."""
    row = previews.first()
    if row is None or not row[Preview].size[0]:
        return None
    preview = row[Preview]
    width, height = preview.size
    picture: Picture = preview.picture[:height, :width].copy()
    for face in faces:
        draw_landmarks(picture, face[Landmarks].points * preview.scale)
    return picture


def side_by_side(puppet: Picture, camera: Picture) -> Picture:
    """Return camera and puppet next to each other, (H, 2 W, 3) RGB.

    Parameters
    ----------
    puppet : (H, W, 3) RGB
    camera : (h, w, 3) BGR
        Fitted into the puppet's size with black margins.
    """
    height, width = puppet.shape[:2]
    both = np.zeros((height, 2 * width, 3), np.uint8)
    fitted = _fit(camera, width, height)
    top, left = (height - fitted.shape[0]) // 2, (width - fitted.shape[1]) // 2
    both[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted[..., ::-1]
    both[:, width:] = puppet
    return both


def framed(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return a picture (H, W, C) that fills (width, height): cut by a pixel, or between margins.

    A window may be resized while a film is written, whose size stays.
    """
    width, height = size
    if 0 <= picture.shape[0] - height <= 1 and 0 <= picture.shape[1] - width <= 1:
        return picture[:height, :width]
    out = np.zeros((height, width, picture.shape[2]), np.uint8)
    fitted = _fit(picture, width, height)
    top, left = (height - fitted.shape[0]) // 2, (width - fitted.shape[1]) // 2
    out[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return out


def make_panel(camera: Picture | None, lines: Sequence[str], width: int = 240) -> Picture:
    """Return the overlay: the camera's picture above lines of text, (h, width, 4) RGBA.

    Parameters
    ----------
    camera : (h, w, 3) BGR or None
        Already dotted with landmarks.
    lines : sequence of str
        For example ages and milliseconds per system.
    """
    inset = np.zeros((0, width, 3), np.uint8)
    if camera is not None:
        inset = _fit(camera, width, 4 * width)[..., ::-1]
    text_height = LINE * len(lines) + (8 if lines else 0)
    panel = np.empty((inset.shape[0] + text_height, width, 4), np.uint8)
    panel[: inset.shape[0], : inset.shape[1], :3] = inset
    panel[: inset.shape[0], :, 3] = 255
    panel[inset.shape[0] :] = (*PAPER, VEIL)
    for row, line in enumerate(lines):
        write(panel, line, 8, inset.shape[0] + LINE * (row + 1) - 2, SIZE)
    return panel


def lay_over(picture: Picture, panel: Picture, margin: int = 12) -> None:
    """Blend a panel into the lower left corner of a picture (H, W, 3) RGB, in place."""
    height = min(panel.shape[0], picture.shape[0] - margin)
    width = min(panel.shape[1], picture.shape[1] - margin)
    bottom = picture.shape[0] - margin
    under = picture[bottom - height : bottom, margin : margin + width]
    share = panel[-height:, :width, 3:].astype(np.uint16)
    mixed = share * panel[-height:, :width, :3] + (255 - share) * under
    under[...] = (mixed // 255).astype(np.uint8)


def _fit(picture: Picture, width: int, height: int) -> Picture:
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
