"""Music of real instruments: the samples of Debian's General MIDI sounds, played by FluidSynth.

    from tests.systems.voice.instruments import PROGRAMS, played

Skips the calling test where the packages fluidsynth and timgm6mb-soundfont are missing.
"""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from systems.voice.framing import RATE
from systems.voice.lipsync.recording import heard_samples

SOUNDS = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")

PROGRAMS = {
    "piano": (0, 60),
    "music box": (10, 72),
    "church organ": (19, 48),
    "harmonica": (22, 60),
    "guitar": (24, 52),
    "bass": (33, 36),
    "violin": (40, 60),
    "cello": (42, 48),
    "choir aahs": (52, 60),
    "voice oohs": (53, 60),
    "trumpet": (56, 60),
    "saxophone": (66, 55),
    "bassoon": (70, 48),
    "clarinet": (71, 60),
    "flute": (73, 67),
    "whistle": (78, 72),
}
"""General MIDI's number of each instrument, from 0, and the lowest key that it plays here."""

SCALE = (0, 2, 4, 5, 7, 9, 11, 12)
CHORDS = ((0, 4, 7), (5, 9, 12), (7, 11, 14), (-3, 0, 4))
TICKS = 960  # a second, at the 120 beats a minute of a file that says nothing
TEMPO = (TICKS // 2).to_bytes(2, "big")


def played(name, folder, seconds=40):
    """Return a tune and chords of one instrument, mono, 16 kHz."""
    if shutil.which("fluidsynth") is None or not SOUNDS.is_file():
        pytest.skip("needs the Debian packages fluidsynth and timgm6mb-soundfont")
    score, sound = folder / "tune.mid", folder / "tune.wav"
    score.write_bytes(midi(*PROGRAMS[name], seconds))
    command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-F", str(sound)]
    subprocess.run([*command, str(SOUNDS), str(score)], check=True, capture_output=True)
    return heard_samples(sound)[: seconds * RATE]


def midi(program, key, seconds):
    """Return a file of format 0: half of the time a tune, then chords."""
    track = io.BytesIO()
    track.write(bytes([0, 0xC0, program]))
    for length, keys in [*tune(key, seconds / 2), *chords(key, seconds / 2)]:
        for each in keys:
            track.write(bytes([0, 0x90, each, 100]))
        for place, each in enumerate(keys):
            track.write(pause(0 if place else length) + bytes([0x80, each, 0]))
    track.write(bytes([0, 0xFF, 0x2F, 0]))
    events = track.getvalue()
    head = b"MThd" + (6).to_bytes(4, "big") + bytes([0, 0, 0, 1]) + TEMPO
    return head + b"MTrk" + len(events).to_bytes(4, "big") + events


def pause(seconds):
    """Return a duration as MIDI writes it: seven bits a byte, all but the last marked."""
    ticks = round(seconds * TICKS)
    return bytes([0x80 | ticks >> 7, ticks & 0x7F])


def tune(key, seconds):
    random = np.random.default_rng(5)
    while seconds > 0:
        length = float(random.choice([0.2, 0.4, 0.4, 0.8]))
        yield length, [key + int(random.choice(SCALE))]
        seconds -= length


def chords(key, seconds):
    for number in range(round(seconds)):
        yield 1.0, [key + step for step in CHORDS[number % 4]]
