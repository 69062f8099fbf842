"""Where sound comes from: what microphones and files have in common."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from systems.voice.framing import Samples


class Block(NamedTuple):
    """About 10 ms of sound; all but the sound of a film is mono."""

    samples: Samples  # (n,), or (n, 2) of stereo; -1..1
    rate: int  # samples a second
    captured_at: float  # s, when the first sample was captured


class SoundSource(Protocol):
    """Where blocks come from.

    Attributes
    ----------
    realtime : bool
        True where `read` waits at the device's own pace; False where it returns at once, as files
        do, whose times begin at 0.
    ended : bool
        Whether nothing will come any more.
    """

    realtime: bool
    ended: bool

    def read(self, timeout: float) -> Block | None:
        """Return the next block; None where none comes in `timeout` seconds, or at the end."""

    def close(self) -> None:
        """Let go of the device or file. Closing twice is harmless."""
