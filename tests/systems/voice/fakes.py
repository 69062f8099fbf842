"""A net and a source for tests of what stands between sound and mouth."""

import numpy as np

from systems import topology
from systems.voice.sound import Block

AA = topology.VISEME["aa"]


class LoudnessNet:
    """Opens the mouth by loudness, five rows late, as the real net is."""

    delay = 0.0625

    def __init__(self):
        self.reset()

    def reset(self):
        self._rows = np.zeros((0, 40), np.float32)

    def push(self, mel):
        rows = np.concatenate([self._rows, mel])
        count = max(0, len(rows) - 5)
        self._rows = rows[count:]
        visemes = np.zeros((count, len(topology.VISEMES)), np.float32)
        visemes[:, AA] = np.clip((rows[:count].mean(axis=1) + 9) / 6, 0, 1)
        visemes[:, 0] = 1 - visemes[:, AA]
        return visemes


class Blocks:
    """Samples in blocks of 10 ms, as a file gives them, or as a device at its own pace."""

    def __init__(self, samples, rate=16000, realtime=False):
        self.realtime, self.ended, self.closed = realtime, False, False
        self._samples, self._rate, self._read = samples, rate, 0

    def read(self, timeout):  # noqa: ARG002 - it never waits
        size = self._rate // 100
        piece = self._samples[self._read : self._read + size]
        if not len(piece):
            self.ended = True
            return None
        block = Block(piece, self._rate, self._read / self._rate)
        self._read += size
        return block

    def close(self):
        self.closed = True
