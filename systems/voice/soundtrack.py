"""Sound on its way into a film: what is listened to, or the sound of the filmed video itself."""

from __future__ import annotations

import contextlib
import math
from collections import deque
from pathlib import Path

from engine import Res, ResMut, Stage, fresh, system
from engine.errors import BunrakuError
from systems.capture.frame import Frame
from systems.voice.sound import Block
from systems.voice.sound_file import SoundFile


class Soundtrack:
    """Blocks of what is listened to, kept while a film is being written.

    Attributes
    ----------
    channels : int
    wanted : bool
        A film is being written; without one nothing is kept.
    listened : bool
        Somebody is listened to now.
    """

    channels = 1

    def __init__(self) -> None:
        self.wanted = self.listened = False
        self._blocks: deque[Block] = deque()

    def put(self, block: Block) -> None:
        """Keep a block, its time on the clock of the run; any thread may call."""
        if self.wanted:
            self._blocks.append(block)

    def take(self, now: float) -> list[Block]:  # noqa: ARG002 - all there is
        """Return the blocks that have come since the last call."""
        return [self._blocks.popleft() for _ in range(len(self._blocks))]


class OwnSound:
    """The sound of the video that is tracked.

    Its time 0 is when the first picture was captured; it goes by from then on, filmed or not: a
    film that begins after an hour need not wait until an hour of sound is decoded.

    Parameters
    ----------
    file : SoundFile

    Attributes
    ----------
    channels : int
    """

    def __init__(self, file: SoundFile) -> None:
        self.channels = file.channels
        self._file = file
        self._origin: float | None = None
        self._until = -math.inf

    def begin(self, captured_at: float) -> None:
        """Take the time of a picture; the first one's counts."""
        self._origin = captured_at if self._origin is None else self._origin

    def take(self, now: float) -> list[Block]:
        """Return the blocks up to time `now`, s on the clock of the run."""
        blocks: list[Block] = []
        while self._origin is not None and self._until <= now:
            block = self._file.read()
            if block is None:
                break
            self._until = block.captured_at + self._origin
            blocks.append(block._replace(captured_at=self._until))
        return blocks

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@system(Stage.CAPTURE, when=fresh(Frame))
def begin_own_sound(frame: Res[Frame], sound: ResMut[OwnSound]) -> None:
    """Let a video's sound begin with its first picture."""
    sound.begin(frame.captured_at)


def own_sound(source: str, *, loop: bool = False) -> OwnSound | None:
    """Return the sound of a source, as in ``--source``; None where it has none that can be read."""
    path = Path(source)
    if not path.is_file():
        return None
    with contextlib.suppress(BunrakuError):
        return OwnSound(SoundFile(path, loop=loop, stereo=True))
    return None
