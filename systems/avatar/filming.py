"""The film and the last picture of a show: systems that write what was drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import App, Clock, Query, Read, Res, ResMut, Stage, system
from systems.avatar.alpha import straight
from systems.avatar.canvas import Canvas
from systems.avatar.film import Film
from systems.avatar.overlay import dotted_preview, framed, side_by_side
from systems.components import Landmarks, Preview
from systems.voice.lipsync.fusion import SpeakingMouth
from systems.voice.sound import Block
from systems.voice.soundtrack import OwnSound, Soundtrack, begin_own_sound, own_sound

ENOUGH = 60
"""Pictures whose mouths tell how late a film's mouths are: that of one jitters with the threads."""

LONGEST = 5.0
"""Seconds after which sound that no mouth has followed yet is taken as it comes."""


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

    Notes
    -----
    A mouth is drawn when its sound is past: a voice is understood with a look ahead, and a camera's
    picture is tracked first. Live that is 50 to 150 ms, much the same from picture to picture, and
    the sound of a film is delayed by as much: what is seen and heard together belongs together.
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
        self._film = Film(path, shape, rate, channels=0 if sound is None else sound.channels)
        self.sound = sound
        self._blocks: list[Block] = []
        self._ages: list[float] = []  # of the drawn mouths
        self._late: float | None = None  # their median, once it is known
        self._rate = rate
        self._shown: NDArray[np.uint8] = np.zeros((0, 0, 3), np.uint8)
        self._start: float | None = None
        self._new_at: float | None = None  # s, of the frame that the last picture has become

    def add(self, picture: NDArray[np.uint8], now: float) -> None:
        """Show a picture from the frame nearest to `now` on; one that lasts no frame is left out.

        So no picture is off its sound by more than half a frame, whatever the rates.
        """
        self._start = now if self._start is None else self._start
        nearest = math.floor((now - self._start) * self._rate + 0.5 - 1e-6)
        while self._film.frames < nearest:
            self._film.write(self._shown)
        self._new_at = None
        if self._film.frames == nearest:
            self._film.write(picture)
            self._new_at = self._start + nearest / self._rate
        self._shown = picture.copy()  # its array may be drawn into again

    def hear(self, now: float, mouth_at: float) -> None:
        """Add the sound up to time `now`; the mouth drawn is of time `mouth_at`, 0 for none."""
        if self.sound is None or self._start is None:
            return
        self._blocks += self.sound.take(now)
        if self._late is None and self._blocks and self._new_at is not None and mouth_at:
            self._ages.append(self._new_at - mouth_at)
        waited = now - self._blocks[0].captured_at if self._blocks else 0.0
        if self._late is not None or len(self._ages) >= ENOUGH or waited > LONGEST:
            self._place()

    def _place(self) -> None:
        """Add the sound that has come to the film."""
        if self._late is None:
            self._late = float(np.median(self._ages)) if self._ages else 0.0
        for block in self._blocks:
            self._film.hear(block, (self._start or 0.0) - self._late)
        self._blocks.clear()

    def fall_silent(self) -> None:
        """Add the sound that has come, and no more."""
        self.sound = None
        self._place()

    def seconds(self, now: float) -> float:
        """Return how long the film is at time `now`."""
        return 0.0 if self._start is None else now - self._start

    def close(self) -> None:
        """Finish the file. Closing twice is harmless."""
        self.fall_silent()
        self._film.close()


@dataclass
class Filming:
    """The film that is being written, if one is.

    Attributes
    ----------
    rate : float
        Pictures per second of the films to come.
    listened : Soundtrack or None
        What is listened to.
    own : OwnSound or None
        Of the tracked video: what is heard in films while nobody is listened to.
    mouth : SpeakingMouth or None
        What follows the voice.
    """

    rate: float = 30.0
    listened: Soundtrack | None = None
    own: OwnSound | None = None
    mouth: SpeakingMouth | None = None
    reel: FilmReel | None = None

    def start(self, path: Path, size: tuple[int, int], *, alone: bool = False) -> None:
        """Begin a film of pictures of `size`; odd sides lose a pixel."""
        width, height = (max(side - side % 2, 2) for side in size)
        size = width, height
        heard = self.listened is not None and self.listened.listened
        sound = self.listened if heard or self.own is None else self.own
        self.reel = FilmReel(path, size, self.rate, alone=alone, sound=sound)
        if self.listened is not None:
            self.listened.wanted = sound is self.listened

    def hear(self, now: float, seen_at: float) -> None:
        """Add the sound up to time `now` to the film; a video's that is not filmed goes by.

        Parameters
        ----------
        seen_at : float
            s, when the newest picture with a face was captured; 0 for none.
        """
        filmed = None if self.reel is None else self.reel.sound
        if self.own is not None and filmed is not self.own:
            self.own.take(now)
        if self.reel is not None:
            mouth = self.mouth if filmed is self.listened else None
            told = mouth.told_at if mouth is not None and mouth.balance > 0 else None
            self.reel.hear(now, seen_at if told is None else told)

    def forget_own(self) -> None:
        """Hear no more of the tracked video, in the film that is being written neither."""
        if self.reel is not None and self.reel.sound is self.own:
            self.reel.fall_silent()
        self.own = None

    def stop(self) -> Path | None:
        """Finish the film and return its file; None where none was being written."""
        reel, self.reel = self.reel, None
        if reel is None:
            return None
        if self.listened is not None:
            self.listened.wanted = False
        reel.close()
        return reel.path


@system(Stage.RENDER)
def film(
    canvas: ResMut[Canvas],
    filming: ResMut[Filming],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    clock: Res[Clock],
) -> None:
    """Add to the film what was drawn, alone or beside the tracked picture, and what was heard."""
    if filming.reel is not None:
        filming.reel.add(film_picture(filming.reel, canvas, previews, faces), clock.now)
    seen = max((float(face[Landmarks].captured_at) for face in faces), default=0.0)
    filming.hear(clock.now, seen)


def add_film_sound(app: App, filming: Filming, source: str | None, *, loop: bool) -> None:
    """Give films the sound of what is listened to, and a video's own; `loop` lets it go round."""
    filming.listened = app.draw.world.find(Soundtrack)
    filming.mouth = app.draw.world.find(SpeakingMouth)
    filming.own = None if source is None else own_sound(source, loop=loop)
    if filming.own is not None:
        app.insert(filming.own).add(begin_own_sound)
        app.on_close(filming.own.close)


def film_picture(
    reel: FilmReel, canvas: Canvas, previews: Query[Read[Preview]], faces: Query[Read[Landmarks]]
) -> NDArray[np.uint8]:
    """Return what was drawn as a film shows it."""
    with canvas.current():
        puppet = framed(canvas.painter.read(), reel.size)
    if reel.alone:
        return straight(puppet)
    camera = dotted_preview(previews, faces)
    empty = np.zeros((2, 2, 3), np.uint8)
    return side_by_side(puppet[..., :3], empty if camera is None else camera)
