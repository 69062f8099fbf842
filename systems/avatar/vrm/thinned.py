"""Fewer triangles for a figure: the same vertices in motion, fewer of them drawn."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.whole import whole_file
from systems.avatar.collapse import Floats, collapse
from systems.avatar.gltf.geometry import Geometry
from systems.avatar.pose import Pose
from systems.avatar.thin import SHOWN
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.figure import Figure
from systems.topology import SHAPE
from systems.user_files import cache_folder

Triangles = dict[int, NDArray[np.int32]]

SHARE = 0.6
"""Weight of each shape in the one expression, beside the neutral face, that must look right."""

EXPRESSIVE = 0.0012
"""m that a vertex moves there from which on it stays: lips and lids are what people look at."""


def thinned(figure: Figure, triangles: int, folder: Path | None = None) -> Triangles:
    """Return a figure's triangles by material, at most so many or as few as can be had.

    Where seams and loose parts are many, more remain. Takes 1 s for 30,000 triangles; the result
    is kept in the user's cache and found again by what the file holds.
    """
    every = figure.model.geometry.triangles
    if sum(map(len, every.values())) <= triangles:
        return every
    folder = folder or cache_folder() / "heads"
    path = folder / f"file-{_fingerprint(figure.model.geometry)}-{triangles}.npz"
    try:
        with path.open("rb") as stream, np.load(stream) as file:
            return {int(index): file[index] for index in file}
    except (OSError, ValueError, zipfile.BadZipFile):
        fewer = _thin(figure, triangles)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as out:
            np.savez(out, allow_pickle=False, **{str(i): kept for i, kept in fewer.items()})
    except OSError:
        return fewer
    return fewer


def _thin(figure: Figure, triangles: int) -> Triangles:
    geometry = figure.model.geometry
    corners = np.concatenate(list(geometry.triangles.values())).astype(np.intp)
    poses = _poses(figure)
    fixed = np.abs(poses[1] - poses[0]).max(1) > EXPRESSIVE
    seen = geometry.colours ** (1 / 2.2)  # linear ones would call dark shades alike
    kept, source = collapse(corners, poses, seen, fixed, triangles)
    ends = np.cumsum([len(rows) for rows in geometry.triangles.values()])
    parts = np.split(kept.astype(np.int32), np.searchsorted(source, ends[:-1]))
    return dict(zip(geometry.triangles, parts, strict=True))


def _poses(figure: Figure) -> Floats:
    """Return all vertices neutral and under one expression, (2, V, 3) m."""
    animator, pose, poses = Animator(figure), Pose(), []
    for weight in (0.0, SHARE):
        pose.weights[[SHAPE[name] for name in SHOWN]] = weight
        animator(pose)
        poses.append(animator.vertices[:, :3].astype(np.float64))
    return np.stack(poses)


def _fingerprint(geometry: Geometry) -> str:
    content = hashlib.sha256(geometry.vertices.tobytes())
    for index, rows in geometry.triangles.items():
        content.update(str(index).encode() + rows.tobytes())
    return content.hexdigest()[:16]
