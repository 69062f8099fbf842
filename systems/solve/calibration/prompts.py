"""What somebody before a camera is asked to do, and when."""

from __future__ import annotations

from collections.abc import Callable, Container
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
    Prompt("eyeBlink", "Close both eyes until the bell rings again"),
)

TO_GET_THERE: Final = 1.0
"""Seconds at the start of each part that do not count."""

LONGEST_STEP: Final = 0.2
"""Seconds that a picture counts at most: a camera that stood still showed nothing meanwhile."""

AWAY: Final = 1.0
"""Seconds without a face after which it has left: who comes back is given the part anew."""

PATIENCE: Final = 60.0
"""Seconds without a face after which it will not come back."""

NOBODY: Final = "No face is seen: the time stands still until there is one"


class Director:
    """Gives the prompts by the pictures' time, which runs only while there is a face.

    Parameters
    ----------
    say : function of str
        Shows a prompt.
    ring : function
        Is called at each prompt and at the end: eyes may be shut.
    finished : function
        Is called after the last, or when nobody comes back.
    """

    def __init__(
        self,
        say: Callable[[str], object],
        ring: Callable[[], object],
        finished: Callable[[], object],
    ) -> None:
        self._say, self._ring, self._finished = say, ring, finished
        self._place = -1
        self._shown = self._away = 0.0
        self._last: float | None = None

    def part_of(self, frame: Frame, face: object) -> str | None:
        """Return the part a picture belongs to, None on the way from one to the next.

        `face` is what was found in the picture, None where there is nobody.
        """
        step = self._step(frame.captured_at)
        if self._place < 0:
            self._go_on()
        if face is None:
            self._wait(step)
            return None
        if self._away >= AWAY:
            self._shown = 0.0
        self._away = 0.0
        self._shown += step
        if self._place < len(PROMPTS) and self._shown >= PROMPTS[self._place].seconds:
            self._shown -= PROMPTS[self._place].seconds
            self._go_on()
        if self._place >= len(PROMPTS) or self._shown < TO_GET_THERE:
            return None
        return PROMPTS[self._place].part

    def _step(self, now: float) -> float:
        step = 0.0 if self._last is None else min(now - self._last, LONGEST_STEP)
        self._last = now
        return step

    def _go_on(self) -> None:
        self._place += 1
        self._ring()
        if self._place < len(PROMPTS):
            self._say(PROMPTS[self._place].text)
        else:
            self._finished()

    def _wait(self, step: float) -> None:
        before, self._away = self._away, self._away + step
        if before < AWAY <= self._away:
            self._say(NOBODY)
        if self._away >= PATIENCE:
            self._finished()


def unseen(seen: Container[str]) -> list[str]:
    """Return the parts of the prompts that are not among those that were seen."""
    return [prompt.part for prompt in PROMPTS if prompt.part not in seen]
