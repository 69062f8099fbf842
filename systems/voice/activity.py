"""Whether somebody speaks: at once and roughly, or surely and 32 ms later."""

from __future__ import annotations

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from systems.track.runtimes import open_session
from systems.track.store import Store
from systems.voice.framing import HOP, RATE, Framing, Samples

STRICTNESS = 2
"""WebRTC's mode of 0..3: in 0 and 1 white noise 5 dB below the speech counts as speech."""

CHUNK = 512
CONTEXT = 64
"""Samples: Silero's net takes 32 ms at a time, and 4 ms of those before."""


class Gate:
    """WebRTC's detector: one answer per 10 ms block, at once. About 2 us each."""

    def __init__(self) -> None:
        self._framing = Framing(HOP, HOP)
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()
        self._detector = webrtcvad.Vad(STRICTNESS)

    def push(self, samples: Samples) -> NDArray[np.bool_]:
        """Take samples, 16 kHz, and return one answer per block that they complete."""
        blocks = self._framing.push(samples)
        words = (blocks.clip(-1, 1) * 32767).astype("<i2")
        return np.array([self._detector.is_speech(word.tobytes(), RATE) for word in words], bool)


class Activity:
    """Silero's detector: the probability of speech, one per 32 ms. About 0.1 ms each.

    Parameters
    ----------
    store : Store, optional
        Gives the net, installed where it is missing.

    Raises
    ------
    ModelError
        If the net is missing and cannot be installed, or is damaged.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._session = open_session("silero", (store or Store()).read("silero"))
        self._rate = np.array(RATE, np.int64)
        self._framing = Framing(CHUNK, CHUNK)
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._framing.reset()
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Take samples, 16 kHz, and return one probability per chunk that they complete."""
        chunks = self._framing.push(samples)
        return np.array([self._probability(chunk) for chunk in chunks], np.float32)

    def _probability(self, chunk: Samples) -> float:
        sound = np.concatenate([self._context, chunk])
        self._context = sound[-CONTEXT:]
        feed = {"input": sound[None], "state": self._state, "sr": self._rate}
        probability, self._state = self._session.run(None, feed)
        return float(probability[0, 0])
