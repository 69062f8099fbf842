"""The film and the last picture of a show: systems that write what was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import Clock, Query, Read, Res, ResMut, Stage, system
from systems.avatar.alpha import straight
from systems.avatar.canvas import Canvas
from systems.avatar.film import Film
from systems.avatar.overlay import dotted_preview, side_by_side
from systems.components import Landmarks, Preview


class FilmReel:
    """The film being written, on the run's own time line.

    Parameters
    ----------
    path : Path
        A ``.webm`` holds the puppet alone, with its alpha; an ``.mp4`` has the camera beside it.
    size : (width, height)
        Of the puppet's picture, px.
    rate : float
        Pictures per second.
    """

    def __init__(self, path: Path, size: tuple[int, int], rate: float) -> None:
        self.alone = path.suffix.lower() == ".webm"
        self._film = Film(path, size if self.alone else (2 * size[0], size[1]), rate)
        self._rate = rate
        self._start: float | None = None

    def add(self, picture: NDArray[np.uint8], now: float) -> None:
        """Show a picture from time `now` until the next; one that lasts no frame is left out."""
        self._start = now if self._start is None else self._start
        due = int((now - self._start) * self._rate + 1e-6) + 1
        while self._film.frames < due:
            self._film.write(picture)

    def close(self) -> None:
        """Finish the file. Closing twice is harmless."""
        self._film.close()


@system(Stage.RENDER)
def film(
    canvas: ResMut[Canvas],
    reel: ResMut[FilmReel],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    clock: Res[Clock],
) -> None:
    """Add what was drawn to the film: the puppet alone, or the tracked picture beside it."""
    with canvas.current():
        puppet = canvas.painter.read()
    if reel.alone:
        reel.add(straight(puppet), clock.now)
        return
    camera = dotted_preview(previews, faces)
    empty = np.zeros((2, 2, 3), np.uint8)
    reel.add(side_by_side(puppet[..., :3], empty if camera is None else camera), clock.now)
