"""Pinhole projection in numpy, float32: runs where nothing was compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def project(
    points: NDArray[np.float32],
    rotation: NDArray[np.float64],
    translation: NDArray[np.float64],
    focal: float,
    centre_x: float,
    centre_y: float,
    out: NDArray[np.float32],
) -> None:
    """See `ext.project_points.project_points`."""
    turned = points @ rotation.transpose(0, 2, 1).astype(np.float32)
    turned += translation[:, None].astype(np.float32)
    depth = -turned[..., 2]
    depth[depth <= 0] = np.nan
    stretch = np.float32(focal) / depth
    np.multiply(turned[..., 0], stretch, out=out[..., 0])
    np.multiply(turned[..., 1], -stretch, out=out[..., 1])
    out += np.array([centre_x, centre_y], np.float32)
