"""Sound on its way into a film: what is listened to, or the sound of the filmed video itself."""

from __future__ import annotations

import contextlib
from collections import deque
from pathlib import Path

from engine.errors import BunrakuError
from systems.voice.sound import Block
from systems.voice.sound_file import SoundFile


class Soundtrack:
    """Blocks of what is listened to, kept while a film is being written.

    Attributes
    ----------
    wanted : bool
        A film is being written; without one nothing is kept.
    """

    def __init__(self) -> None:
        self.wanted = False
        self._blocks: deque[Block] = deque()

    def put(self, block: Block) -> None:
        """Keep a block, its time on the clock of the run; any thread may call."""
        if self.wanted:
            self._blocks.append(block)

    def take(self, now: float, *, begun: bool) -> list[Block]:  # noqa: ARG002 - all there is
        """Return the blocks that have come since the last call."""
        return [self._blocks.popleft() for _ in range(len(self._blocks))]


class OwnSound:
    """The sound of the video that is tracked; its time 0 is when its first picture is drawn.

    Parameters
    ----------
    file : SoundFile
    """

    def __init__(self, file: SoundFile) -> None:
        self.wanted = False
        self._file = file
        self._origin: float | None = None

    def take(self, now: float, *, begun: bool) -> list[Block]:
        """Return the blocks up to time `now`, s on the clock of the run.

        Parameters
        ----------
        begun : bool
            Whether there has been a picture.
        """
        if self._origin is None:
            if not begun:
                return []
            self._origin = now
        blocks: list[Block] = []
        while not blocks or blocks[-1].captured_at <= now:
            block = self._file.read()
            if block is None:
                break
            blocks.append(block._replace(captured_at=block.captured_at + self._origin))
        return blocks

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def own_sound(source: str, *, loop: bool = False) -> OwnSound | None:
    """Return the sound of a source, as in ``--source``; None where it has none that can be read."""
    path = Path(source)
    if not path.is_file():
        return None
    with contextlib.suppress(BunrakuError):
        return OwnSound(SoundFile(path, loop=loop))
    return None
