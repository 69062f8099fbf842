"""What somebody before a camera is asked to do, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from systems.capture.frame import Frame
from systems.solve.calibration.stills import NEUTRAL


@dataclass(frozen=True)
class Prompt:
    """A request.

    Attributes
    ----------
    part : str
        What the pictures show: `NEUTRAL`, or a name of `topology.SIDES`.
    text : str
    seconds : float
    """

    part: str
    text: str
    seconds: float = 3.0


PROMPTS: Final = (
    Prompt(NEUTRAL, "Look at the camera, face relaxed, mouth closed. Keep still", 4.0),
    Prompt("jawOpen", "Open your mouth as far as it goes"),
    Prompt("mouthSmile", "Smile as broadly as you can"),
    Prompt("mouthPucker", "Purse your lips, as for a kiss"),
    Prompt("mouthFunnel", "Say a long O"),
    Prompt("browInnerUp", "Raise your eyebrows"),
    Prompt("browDown", "Frown: draw your eyebrows down"),
    Prompt("eyeWide", "Open your eyes wide"),
    Prompt("eyeBlink", "Close both eyes until the next line"),
)

TO_GET_THERE: Final = 1.0
"""Seconds at the start of each part that do not count."""


class Director:
    """Gives the prompts by the pictures' time, from the first picture on.

    Parameters
    ----------
    say : function of str
        Shows a prompt.
    finished : function
        Is called after the last.
    """

    def __init__(self, say: Callable[[str], object], finished: Callable[[], object]) -> None:
        self._say = say
        self._finished = finished
        self._next = 0
        self._until: float | None = None

    def part_of(self, frame: Frame) -> str | None:
        """Return the part a picture belongs to, None on the way from one to the next."""
        now = frame.captured_at
        while self._until is None or now >= self._until:
            if self._next >= len(PROMPTS):
                self._finished()
                return None
            self._say(PROMPTS[self._next].text)
            self._until = (now if self._until is None else self._until) + PROMPTS[
                self._next
            ].seconds
            self._next += 1
        prompt = PROMPTS[self._next - 1]
        began = self._until - prompt.seconds
        return prompt.part if now - began >= TO_GET_THERE else None
