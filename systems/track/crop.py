"""Regions of interest: where the mesh net looks, and back from its crop to the picture.

A region is (centre x, centre y, width, height, rotation) in px and rad, rotation clockwise on
screen. The crop itself is `ext.affine_crop`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ext.affine_crop import crop_matrix

Floats = NDArray[np.float32]
Roi = NDArray[np.float64]

CROP: Final = 256
"""Side of the mesh net's input, px."""

MARGIN: Final = 1.5
"""Region over face box. Source: MediaPipe's face landmark graphs, Apache-2.0."""

SMALLEST: Final = 8.0
"""Side of the smallest region worth a look, px."""

LARGEST: Final = 8.0
"""Side of the largest region, in long sides of the picture."""

NOSE_PULL: Final = 1.5
"""How far the middle of the mesh lies from that of the five points, in offsets of the nose."""

RIGHT_OUTER_CORNER: Final = 33
LEFT_OUTER_CORNER: Final = 263


def roi_from_box(box: Sequence[float], eyes: Floats) -> Roi:
    """Return MediaPipe's region for a BlazeFace box: as wide and high as the box, times 1.5.

    Parameters
    ----------
    box : (4,)
        x0, y0, x1, y1, px.
    eyes : (2, 2)
        Right eye, left eye (the subject's), px; the region turns with the line between them.
    """
    x0, y0, x1, y1 = (float(n) for n in box)
    width, height = MARGIN * (x1 - x0), MARGIN * (y1 - y0)
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2, width, height, angle(eyes[0], eyes[1])])


def roi_from_five_points(five: Floats) -> Roi:
    """Return the region for RetinaFace's five points, close to where the mesh will settle.

    The eye line and the line from eyes to mouth, turned by a quarter, add up to one vector: its
    direction survives a turned or tilted head better than either, and twice its length is the side.
    A nose beside the middle tells of a turned head, whose mesh reaches out to the other side.

    Parameters
    ----------
    five : (5, 2)
        Right eye, left eye, nose tip, right and left mouth corner (the subject's), px.

    Notes
    -----
    Fitted to 88 faces, settled by iterating the mesh, on five still and moving pictures at four
    sizes, rotated by up to 45 degrees: the side comes within 8 % and the centre within 3 % of the
    side (standard deviations), the rotation within 0.03 rad upright and 0.2 rad at 45 degrees.
    """
    (rx, ry), (lx, ly), (nx, ny), (ax, ay), (bx, by) = five.tolist()
    eyes_x, eyes_y = (rx + lx) / 2, (ry + ly) / 2
    down_x, down_y = (ax + bx) / 2 - eyes_x, (ay + by) / 2 - eyes_y
    axis_x, axis_y = lx - rx + down_y, ly - ry - down_x
    length = math.hypot(axis_x, axis_y)
    x, y = eyes_x + down_x / 2, eyes_y + down_y / 2
    nose = ((nx - x) * axis_x + (ny - y) * axis_y) / max(length, 1e-6) ** 2
    x, y = x - NOSE_PULL * nose * axis_x, y - NOSE_PULL * nose * axis_y
    return np.array([x, y, 2 * length, 2 * length, math.atan2(axis_y, axis_x)])


def box_of(points: Floats) -> Floats:
    """Return the box tight around a mesh, (478, 3) px: x0, y0, x1, y1."""
    x, y = points[:, 0], points[:, 1]  # numpy takes four columns faster than one short axis
    return np.array([x.min(), y.min(), x.max(), y.max()], np.float32)


def roi_from_points(points: Floats, box: Floats | None = None) -> Roi:
    """Return the next region of a followed face: a square about its points, times 1.5.

    Parameters
    ----------
    points : (478, 3)
        The raw, unsmoothed mesh in the picture, px.
    box : (4,), optional
        Its `box_of`, where that is known already.
    """
    x0, y0, x1, y1 = (box_of(points) if box is None else box).tolist()
    side = MARGIN * max(x1 - x0, y1 - y0)
    rotation = angle(points[RIGHT_OUTER_CORNER], points[LEFT_OUTER_CORNER])
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2, side, side, rotation])


def usable(roi: Roi, width: int, height: int) -> bool:
    """Whether a region may still show a face: of some size, its centre not far off the picture."""
    x, y, side = float(roi[0]), float(roi[1]), float(max(roi[2], roi[3]))
    centred = -side / 2 < x < width + side / 2 and -side / 2 < y < height + side / 2
    return SMALLEST <= side <= LARGEST * max(width, height) and centred  # also refuses NaN


def angle(right: Floats, left: Floats) -> float:
    """Return the direction of the line from the right eye to the left, rad, clockwise on screen."""
    return math.atan2(float(left[1] - right[1]), float(left[0] - right[0]))


def to_picture(crop_points: Floats, roi: Sequence[float], aspect: float, out: Floats) -> None:
    """Map mesh points from the crop into the picture.

    Parameters
    ----------
    crop_points : (478, 3)
        x, y, z in crop pixels.
    roi : (5,)
        The region the crop shows.
    aspect : float
        1 for z at x's scale however the head tilts. MediaPipe's own z, which is stretched on a
        tilted head in a picture that is not square, needs the picture's width over height.
    out : (478, 3)
        Receives x, y, z in px of the picture.
    """
    (xu, xv, x0), (yu, yv, y0) = crop_matrix(roi, CROP, CROP).tolist()
    depth = roi[2] / CROP * math.hypot(math.cos(roi[4]), math.sin(roi[4]) * aspect)
    np.matmul(crop_points, np.array([(xu, yu, 0), (xv, yv, 0), (0, 0, depth)], np.float32), out=out)
    out[:, 0] += x0
    out[:, 1] += y0
