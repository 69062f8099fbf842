"""The sound of a film: blocks placed by their time, encoded as the film grows."""

from __future__ import annotations

from typing import Final

import av
import numpy as np
import soxr

from systems.voice.framing import Samples
from systems.voice.sound import Block

RATE: Final = 48000
"""Samples a second in a film; Opus knows no 44100."""

BITS: Final = 96_000
"""Bits a second, plenty for a channel."""

LAYOUTS: Final = {1: "mono", 2: "stereo"}

SLACK: Final = 0.05
"""Seconds by which the stamps of a stream may wander off the count of its samples; beyond, sound
was lost and silence takes its place."""


class FilmSound:
    """Encodes sound beside the pictures of a film.

    Parameters
    ----------
    file : av.container.OutputContainer
        To which nothing has been written yet.
    codec : str
        FFmpeg's name of an encoder.
    channels : int
        1 or 2, as many as the blocks have.

    Notes
    -----
    Sound is encoded no further than there are pictures, so that both end together.
    """

    def __init__(self, file: av.container.OutputContainer, codec: str, channels: int) -> None:
        self._file = file
        self._layout = LAYOUTS[channels]
        bits = channels * BITS
        self._stream = file.add_stream(codec, rate=RATE, layout=self._layout, bit_rate=bits)
        self._nothing: Samples = np.zeros((0, channels), np.float32)
        self._waiting = self._nothing
        self._skip, self._encoded = 0, 0  # samples to come that are left out; encoded ones
        self._rate, self._begun, self._taken = 0, 0.0, 0  # of the stream that is heard

    def hear(self, block: Block, start: float) -> None:
        """Take a block; the film's time 0 is the block's time `start` (s)."""
        at, channels = block.captured_at - start, self._nothing.shape[1]
        counted = self._begun + self._taken / block.rate
        if block.rate != self._rate or abs(at - counted) > SLACK:
            self._drain()
            self._rate, self._begun, self._taken = block.rate, at, 0
            self._resampler = soxr.ResampleStream(block.rate, RATE, channels, quality="HQ")
            self._reach(round(at * RATE))
        self._taken += len(block.samples)
        samples = block.samples.astype(np.float32).reshape(len(block.samples), channels)
        self._append(self._resampler.resample_chunk(samples))

    def encode(self, seconds: float) -> None:
        """Encode what has been heard of the film's first seconds."""
        size = self._stream.codec_context.frame_size
        while self._encoded + size <= seconds * RATE and len(self._waiting) >= size:
            self._frame(size)

    def finish(self, seconds: float) -> None:
        """Encode the rest of a film of a length; what has not been heard is silence."""
        self._drain()
        self._reach(round(seconds * RATE))
        self.encode(seconds)
        self._frame(round(seconds * RATE) - self._encoded)
        self._file.mux(self._stream.encode(None))

    def _drain(self) -> None:
        if self._rate:
            self._append(self._resampler.resample_chunk(self._nothing, last=True))
            self._rate = 0

    def _reach(self, sample: int) -> None:
        """Let the next sound come at a sample of the film: after silence, or in place of sound."""
        gap = sample - self._encoded - len(self._waiting)
        self._skip = max(-gap, 0)
        self._waiting = np.pad(self._waiting, ((0, max(gap, 0)), (0, 0)))

    def _append(self, samples: Samples) -> None:
        skipped = min(self._skip, len(samples))
        self._skip -= skipped
        self._waiting = np.concatenate([self._waiting, samples[skipped:]])

    def _frame(self, size: int) -> None:
        if size <= 0:
            return
        samples, self._waiting = self._waiting[:size], self._waiting[size:]
        planes = np.ascontiguousarray(samples.T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts = RATE, self._encoded
        self._encoded += size
        self._file.mux(self._stream.encode(frame))
