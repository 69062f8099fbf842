"""Figures from real footage, where the truth is not known but what must not matter is.

A picture that is mirrored, turned, shrunk or cut shows the same face: the answers have to change
in a known way, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from systems.capture.frame import Image
from systems.capture.images import SUFFIXES, Images
from systems.capture.video import Video
from systems.learn.evaluation.audience import Audience
from systems.learn.evaluation.changes import CHANGES
from systems.learn.evaluation.faults import SIGMA, Noise
from systems.learn.evaluation.figures import Figure, figure, mean, spread
from systems.learn.evaluation.lids import blinks
from systems.learn.evaluation.measure import angles
from systems.learn.evaluation.scene import RATE
from systems.learn.evaluation.seen import Seen
from systems.solve.camera import Pinhole
from systems.solve.rotation import angle_between
from systems.topology import ARKIT

Floats = NDArray[np.float64]

RMS: Final = "of the posed points, at the face's distance"

STILL: Final = 90
"""Pictures of one face that does not move."""

SETTLING: Final = 10
"""Pictures after which filters have settled."""


class Footage:
    """A clip, or one picture shown again and again.

    Parameters
    ----------
    path : Path
    most : int
        Pictures that are used of it.

    Attributes
    ----------
    moves : bool
        Whether it is a clip.

    Raises
    ------
    FileError
        If the file is missing, broken, or neither a video nor a picture.
    DataError
        If not one picture of it can be decoded.
    """

    def __init__(self, path: Path, most: int) -> None:
        self.name, self._path, self._most = path.name, path, most
        self.moves = path.suffix.lower() not in SUFFIXES
        source = self._opened()
        self.rate = float(source.rate)
        frame = source.read()
        source.close()
        if frame is None:
            msg = f"{path} has no picture in it"
            raise DataError(msg, fix="give another video or picture")
        self.camera = Pinhole.of(frame.image, None)

    def pictures(self) -> Iterator[Image]:
        """Yield the pictures, (H, W, 3) BGR."""
        source = self._opened()
        try:
            for frame in islice(iter(source.read, None), self._most):
                yield frame.image
                frame.release()
        finally:
            source.close()

    def still(self) -> Iterator[Image]:
        """Yield one picture of the middle again and again, as a noisy camera would."""
        for picture in islice(self.pictures(), max(self._most // 2, 1)):
            middle = picture.copy()  # its buffer is used again
        noise = Noise(SIGMA, seed=4)
        for index in range(STILL):
            shown = middle.copy()
            noise(shown, index)
            yield shown

    def _opened(self) -> Video | Images:
        if self.moves:
            return Video(self._path)
        return Images(self._path, rate=RATE, loop=True)


def watch_footage(clip: Footage, audience: Audience) -> dict[str, dict[str, Seen]]:
    """Return what each tracker sees of a clip: by tracker, then as it is, changed, and still."""
    films: dict[str, Iterator[Image]] = {"": clip.pictures(), "still": clip.still()}
    films |= {change.name: map(change.picture, clip.pictures()) for change in CHANGES}
    seen: dict[str, dict[str, Seen]] = {}
    for name, pictures in films.items():
        for tracker, answers in audience.watch(pictures, rate=clip.rate).items():
            seen.setdefault(tracker, {})[name] = answers
    return seen


def footage_figures(clip: Footage, seen: dict[str, Seen]) -> list[Figure]:
    """Return the figures of one tracker."""
    plain = seen[""]
    found = blinks(plain.shapes)
    note = "pictures " + ", ".join(f"{blink.first}-{blink.last}" for blink in found)
    return [
        figure(clip.name, "pictures with a face", "1", mean, plain.found * 1.0, more=True),
        *_unchanged(clip, plain, seen),
        *_still(clip.name, seen["still"]),
        figure(clip.name, "reprojection error", "mm", mean, _on_face(clip.camera, plain), note=RMS),
        Figure(clip.name, "blinks", "1", float(len(found)), more=None, note=note if found else ""),
    ]


def _unchanged(clip: Footage, plain: Seen, seen: dict[str, Seen]) -> list[Figure]:
    """Return how far the answers to changed pictures are from what they should be.

    One picture has no spread, so its figures are not compared with another tracker's.
    """
    figures, more = [], False if clip.moves else None
    for change in CHANGES:
        changed = seen[change.name]
        turn = np.degrees(angle_between(change.rotation(plain.rotation), changed.rotation))
        shapes = np.abs(change.shapes(plain.shapes) - changed.shapes)
        shift = np.asarray(shapes[:, :51].mean(1))  # all that both trackers know
        figures += [
            figure(clip.name, f"rotation, {change.name}", "°", mean, turn[SETTLING:], more=more),
            figure(clip.name, f"shapes, {change.name}", "1", mean, shift[SETTLING:], more=more),
        ]
    return figures


def _still(group: str, seen: Seen) -> list[Figure]:
    turn, shapes = angles(seen.rotation)[SETTLING:], seen.shapes[SETTLING:]
    deviation = np.nan_to_num(shapes.std(0), nan=-1.0)
    worst = int(deviation.argmax())
    return [
        *(
            figure(group, f"jitter of {axis}", "°", spread, turn[:, i])
            for i, axis in enumerate(("yaw", "pitch", "roll"))
        ),
        figure(group, "jitter of shapes, worst", "1", spread, shapes[:, worst], note=ARKIT[worst]),
    ]


def _on_face(camera: Pinhole, seen: Seen) -> Floats:
    """Return the reprojection error at the face's distance, (T,) mm."""
    return np.asarray(1000 * seen.error * -seen.translation[:, 2] / camera.focal)
