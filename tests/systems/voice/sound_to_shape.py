"""Plays clicks and vowels into a virtual microphone and prints when they are heard, as JSON.

Run by `test_delay.py` with PulseAudio's null sink as the only sound device.
"""

import json
import sys
import time

import numpy as np
import sounddevice

from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.heard import Heard
from systems.voice.hearing import Hearer, Hearing
from systems.voice.listener import Listener
from systems.voice.microphone import Microphone
from systems.voice.visemes.net import VisemeNet

RATE = 48000
EVERY = 1.0  # seconds from one sound to the next


class Player:
    """Plays a sound every second and remembers when we gave its first sample to the device."""

    def __init__(self, sound):
        self.times = []
        self._sound, self._at = sound, -RATE // 2

    def __call__(self, out, count, _times, _status):
        now = time.monotonic()
        out[:] = 0
        for place in range(count):
            if self._at == 0:
                self.times.append(now + place / RATE)
            if 0 <= self._at < len(self._sound):
                out[place] = self._sound[self._at]
            self._at += 1
            if self._at == int(EVERY * RATE):
                self._at = 0


class Sounding(Microphone):
    """A microphone that tells whether it has given anything."""

    heard = False

    def read(self, timeout):
        block = super().read(timeout)
        self.heard |= block is not None
        return block


def rows_while(player, count):
    """Return (time of arrival, row) of every row heard while `count` sounds are played."""
    heard = Heard()
    source = Sounding()
    hearer = Hearer(Ear(VisemeNet(), Activity()), Hearing())
    listener = Listener(source, hearer, heard, 0.0)
    rows, deadline = [], time.monotonic() + 10 + count * EVERY
    while not source.heard:  # the first stream of a server may stay empty, and is opened again
        assert time.monotonic() < deadline, "the microphone gives no sound"
        time.sleep(0.01)
    out = sounddevice.OutputStream(
        samplerate=RATE, channels=1, blocksize=480, latency=0.01, callback=player
    )
    with out:
        while len(player.times) <= count and time.monotonic() < deadline:
            if not rows or rows[-1][1] is not heard.latest():
                rows.append((time.monotonic(), heard.latest()))
            time.sleep(0.0005)
    listener.close()
    return rows


def first_after(rows, start, accept):
    """Return how long after `start` a row is first accepted, s; None within half a second."""
    found = (at - start for at, row in rows if start < at < start + EVERY / 2 and accept(row))
    return next(found, None)


def main():
    """Print seconds: age of the rows, from clicks to their level, from vowels to an open mouth."""
    vowel = np.load(sys.argv[1])
    click = np.zeros(RATE // 100, np.float32)
    click[: RATE // 1000] = 0.7
    clicks, vowels = Player(click), Player(vowel)
    clicked = rows_while(clicks, 6)
    spoken = rows_while(vowels, 6)
    out = {
        "age": np.median([at - row.captured_at for at, row in clicked + spoken]),
        "click": [first_after(clicked, t, lambda row: row.level > -50) for t in clicks.times[1:-1]],
        "vowel": [
            first_after(spoken, t, lambda row: row.visemes[0] < 0.5) for t in vowels.times[1:-1]
        ],
    }
    print(json.dumps(out))  # noqa: T201


if __name__ == "__main__":
    main()
