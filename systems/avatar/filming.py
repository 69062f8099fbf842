"""The film and the last picture of a show: systems that write what was drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import Ages, Clock, Query, Read, Res, ResMut, Stage, system
from systems.avatar.alpha import straight
from systems.avatar.canvas import Canvas
from systems.avatar.film import Film
from systems.avatar.overlay import dotted_preview, framed, side_by_side
from systems.components import Landmarks, Preview
from systems.voice.soundtrack import OwnSound, Soundtrack


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
    alone : bool, optional
        Leave the camera out of an ``.mp4`` too.
    sound : Soundtrack or OwnSound, optional
        What is heard in it.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        rate: float,
        *,
        alone: bool = False,
        sound: Soundtrack | OwnSound | None = None,
    ) -> None:
        self.path, self.size = path, size
        self.alone = alone or path.suffix.lower() == ".webm"
        shape = size if self.alone else (2 * size[0], size[1])
        self._film = Film(path, shape, rate, sound=sound is not None)
        self._sound = sound
        if sound is not None:
            sound.wanted = True
        self._rate = rate
        self._shown: NDArray[np.uint8] = np.zeros((0, 0, 3), np.uint8)
        self._start: float | None = None

    def add(self, picture: NDArray[np.uint8], now: float) -> None:
        """Show a picture from the frame nearest to `now` on; one that lasts no frame is left out.

        So no picture is off its sound by more than half a frame, whatever the rates.
        """
        self._start = now if self._start is None else self._start
        nearest = math.floor((now - self._start) * self._rate + 0.5 - 1e-6)
        while self._film.frames < nearest:
            self._film.write(self._shown)
        if self._film.frames == nearest:
            self._film.write(picture)
        self._shown = picture.copy()  # its array may be drawn into again

    def hear(self, now: float, *, begun: bool) -> None:
        """Add the sound up to time `now`; see `OwnSound.take`."""
        if self._sound is None or self._start is None:
            return
        for block in self._sound.take(now, begun=begun):
            self._film.hear(block, self._start)

    def seconds(self, now: float) -> float:
        """Return how long the film is at time `now`."""
        return 0.0 if self._start is None else now - self._start

    def close(self) -> None:
        """Finish the file. Closing twice is harmless."""
        if self._sound is not None:
            self._sound.wanted = False
        self._film.close()


@dataclass
class Filming:
    """The film that is being written, if one is.

    Attributes
    ----------
    rate : float
        Pictures per second of the films to come.
    sound : Soundtrack or OwnSound or None
        What is heard in them.
    """

    rate: float = 30.0
    sound: Soundtrack | OwnSound | None = None
    reel: FilmReel | None = None

    def start(self, path: Path, size: tuple[int, int], *, alone: bool = False) -> None:
        """Begin a film of pictures of `size`; odd sides lose a pixel."""
        width, height = (max(side - side % 2, 2) for side in size)
        size = width, height
        self.reel = FilmReel(path, size, self.rate, alone=alone, sound=self.sound)

    def stop(self) -> Path | None:
        """Finish the film and return its file; None where none was being written."""
        reel, self.reel = self.reel, None
        if reel is None:
            return None
        reel.close()
        return reel.path


@system(Stage.RENDER)
def film(
    canvas: ResMut[Canvas],
    filming: ResMut[Filming],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    clock: Res[Clock],
    ages: Res[Ages],
) -> None:
    """Add to the film what was drawn, alone or beside the tracked picture, and what was heard."""
    reel = filming.reel
    if reel is None:
        return
    with canvas.current():
        puppet = framed(canvas.painter.read(), reel.size)
    if reel.alone:
        picture = straight(puppet)
    else:
        camera = dotted_preview(previews, faces)
        empty = np.zeros((2, 2, 3), np.uint8)
        picture = side_by_side(puppet[..., :3], empty if camera is None else camera)
    reel.add(picture, clock.now)
    reel.hear(clock.now, begun=ages.samples > 0)
