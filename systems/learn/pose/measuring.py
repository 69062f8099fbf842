"""From performances and films to the table of the head's pose. Why so: docs/adr/0011."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from systems.avatar.avatars import Avatar
from systems.learn.evaluation.footage import Footage
from systems.learn.evaluation.measure import RESTING
from systems.learn.evaluation.scenes import all_scenes
from systems.learn.evaluation.theatre import SIZE, opened
from systems.learn.pose.meshes import watch_meshes
from systems.learn.pose.misses import misses, rigid_poses
from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace
from systems.solve.pose_models import STILL
from systems.solve.pose_table import PoseTable
from systems.solve.reprojection import NEAR, influence

Floats = NDArray[np.float64]

SHARES: Final = {"shapes": 0.5, "talk": 0.15, "blinks": 0.1, "gaze": 0.25}
"""How much each scene counts of a performance; in all of them the head keeps still. Chosen once."""

FILMED: Final = 0.1
"""How much film counts beside performances: more of it worsened the characters, less the film."""

LENS: Final = 0.25
"""By which share the lens may be longer or shorter than is said."""

Say = Callable[[str], None]


class Moments(NamedTuple):
    """How a performer's points move together: second moments (1404, 1404), m2.

    Attributes
    ----------
    skull, fit : ndarray
        Of what the mesh is off its place at rest, seen from the true pose of the head; and from
        the pose that fits rigid points best, as it is known of film.
    """

    skull: Floats
    fit: Floats


def performed(avatar: Avatar, face: CanonicalFace, say: Say, *, quick: bool) -> Moments:
    """Return how the points of an avatar's mesh move."""
    camera, size = Pinhole(*SIZE), 3 * len(face.vertices)
    skull = fit = np.zeros((size, size))
    with opened([avatar]) as theatre:
        for scene in all_scenes(quick=quick):
            if scene.name not in SHARES:
                continue
            say(f"{avatar.name}: {scene.name}")
            rows, meshes = watch_meshes(theatre.pictures(scene), of=avatar.name)
            truth = scene.truth.rotation[rows], scene.truth.translation[rows]
            poses = truth, rigid_poses(meshes, camera, face)
            both = [misses(meshes, camera, *posed, face) for posed in poses]
            share = SHARES[scene.name]
            skull, fit = (
                moment + share * second_moment(off - off[RESTING].mean(0), face)
                for moment, off in zip((skull, fit), both, strict=True)
            )
    return Moments(skull, fit)


def filmed(clip: Footage, face: CanonicalFace, performances: Sequence[Moments]) -> Floats:
    """Return the second moment (1404, 1404), m2, of what a filmed mesh is off its own mean.

    The mean is how this face differs from the canonical one; the pose is that of rigid points, each
    weighed by how still performers keep it.
    """
    motion = motion_across(np.mean([moments.fit for moments in performances], axis=0))
    _, meshes = watch_meshes(clip.pictures(), clip.rate, of=clip.name)
    off = misses(meshes, clip.camera, *rigid_poses(meshes, clip.camera, face, motion), face)
    return second_moment(off - off.mean(0), face)


def measured(
    performances: Sequence[Moments], films: Sequence[Floats], face: CanonicalFace
) -> PoseTable:
    """Return the table of what was performed and filmed."""
    skull, fit = (np.mean(moments, axis=0) for moments in zip(*performances, strict=True))
    if films:
        film = np.mean(films, axis=0)
        skull, fit = (1 - FILMED) * skull + FILMED * film, (fit + film) / 2
    rows, told = told_by(skull, face)
    return PoseTable(motion_across(fit), rows, told)


def second_moment(off: Floats, face: CanonicalFace) -> Floats:
    """Return E[m m'] (1404, 1404), m2, of misses (T, 468, 3) and their mirror images."""
    mirror = np.array((-1.0, 1.0, 1.0))
    twins = [int(((face.vertices - twin) ** 2).sum(1).argmin()) for twin in face.vertices * mirror]
    both = np.concatenate([off, off[:, twins] * mirror]).reshape(2 * len(off), -1)
    return np.asarray(both.T @ both / len(both))


def motion_across(moment: Floats) -> Floats:
    """Return how far each point moves in the picture of a face that looks ahead, (468,) m."""
    return np.asarray(np.sqrt(np.diag(moment).reshape(-1, 3)[:, :2].sum(1)))


def told_by(moment: Floats, face: CanonicalFace) -> tuple[NDArray[np.intp], Floats]:
    """Return the points of the canonical head, (N,), and what each tells, (N, 3, 7).

    By generalised least squares with a second moment (1404, 1404), m2, and, besides, what the net
    scatters (`STILL`) and what a lens shows that is not as long as is said.
    """
    rows = np.flatnonzero(face.weights)
    points, chosen = face.vertices[rows], (3 * rows[:, None] + np.arange(3)).ravel()
    lens = points * (points[:, 2:] - points[:, 2].mean()) / NEAR * (LENS, LENS, 0)
    covariance = moment[np.ix_(chosen, chosen)] + np.outer(lens, lens)
    precision = np.linalg.inv(covariance + STILL**2 * np.eye(len(chosen)))
    return rows, influence(points, precision)
