"""From blocks of sound at any rate to rows with their times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr

from systems.voice.ear import Ear, Rows
from systems.voice.framing import HOP, MIDDLE, RATE, Samples
from systems.voice.heard import HeardNow
from systems.voice.sound import Block
from systems.voice.soundtrack import Soundtrack

GAP = 0.25
"""Seconds by which a block may come early or late; beyond, the sound begins anew."""

PULL = 0.01
"""Share by which the time that the count of samples tells follows the stamp of each block, so that
jitter of the stamps is smoothed and the drift of two clocks is followed. Of the first hundred
blocks the mean counts: a device may stamp its first ones wrongly."""


@dataclass(frozen=True)
class Hearing:
    """How sound is taken.

    Attributes
    ----------
    gain : float
        dB.
    offset : float
        Seconds added to the sound's times: positive where the picture comes later than it says.
    """

    gain: float = 0.0
    offset: float = 0.0


class Hearer:
    """Hears blocks: gain, 16 kHz, features, and the time of every row.

    Parameters
    ----------
    ear : Ear
    hearing : Hearing
    quality : str, default "LQ"
        Of soxr: "LQ" is 6 ms late and for live runs, "HQ" 21 ms and for those in steps.
    soundtrack : Soundtrack, optional
        Takes every block for a film, at the time that its rows have.
    """

    def __init__(
        self,
        ear: Ear,
        hearing: Hearing,
        quality: str = "LQ",
        soundtrack: Soundtrack | None = None,
    ) -> None:
        self._soundtrack = soundtrack or Soundtrack()
        self._ear = ear
        self._factor = np.float32(10 ** (hearing.gain / 20))
        self.offset = hearing.offset
        self._quality = quality
        self._rate = 0  # nothing heard yet
        self._start, self._heard, self._row, self._blocks = 0.0, 0.0, 0, 0

    def hear(self, block: Block) -> list[HeardNow]:
        """Return the rows that can be told after another block, oldest first."""
        self._soundtrack.put(block._replace(captured_at=block.captured_at + self.offset))
        self._follow(block)
        self._heard += len(block.samples) / block.rate
        samples = np.nan_to_num(block.samples * self._factor).clip(-1, 1)
        return self._stamped(self._ear.push(self._resampled(samples)))

    def finish(self) -> list[HeardNow]:
        """Return the rows of the last sound, as if silence followed; a new stream may begin."""
        if not self._rate:
            return []
        rest = self._resampled(np.zeros(0, np.float32), last=True)
        silence = np.zeros(round(self._ear.delay * RATE) + 2 * HOP, np.float32)
        rows = self._stamped(self._ear.push(np.concatenate([rest, silence])))
        self._rate = 0
        return [row for row in rows if row.captured_at - self.offset < self._start + self._heard]

    def _follow(self, block: Block) -> None:
        """Begin anew at another rate or after a gap; else keep the times near the stamps."""
        late = block.captured_at - (self._start + self._heard) if self._rate else 0.0
        if block.rate != self._rate or abs(late) > GAP:
            self._ear.reset()
            self._rate, self._start = block.rate, block.captured_at
            self._heard, self._row, self._blocks = 0.0, 0, 0
            self._stream = soxr.ResampleStream(block.rate, RATE, 1, quality=self._quality)
        else:
            self._start += max(PULL, 1 / (self._blocks + 1)) * late
        self._blocks += 1

    def _resampled(self, samples: Samples, *, last: bool = False) -> Samples:
        if self._rate == RATE:
            return samples
        resampled: Samples = self._stream.resample_chunk(samples.astype(np.float32), last=last)
        return resampled

    def _stamped(self, rows: Rows) -> list[HeardNow]:
        first, self._row = self._row, self._row + len(rows.level)
        return [
            HeardNow(
                rows.visemes[k],
                float(rows.level[k]),
                float(rows.voiced[k]),
                float(rows.pitch[k]),
                self._start + self.offset + ((first + k) * HOP + MIDDLE) / RATE,
            )
            for k in range(len(rows.level))
        ]
