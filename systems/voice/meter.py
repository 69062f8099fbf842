"""The level meter: what is heard, in one line of text."""

from __future__ import annotations

from systems.components import Speech

LOWEST, STEP = -60, 6
"""dB: where the meter begins, and what each of its bars stands for."""

CLIPPED = -1.0
"""dB from which on the sound is distorted, and the gain too high."""

SPEAKING = 0.5
"""Probability from which on somebody counts as speaking."""


def speech_line(speech: Speech) -> str:
    """Return level, pitch and whether somebody speaks, such as ``sound -23 dB ||||||...., voice``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> speech_line(SimpleNamespace(level=-23.4, voiced=0.9, pitch=121.0))
    'sound  -23 dB ||||||...., voice 121 Hz'
    >>> speech_line(SimpleNamespace(level=-0.2, voiced=0.1, pitch=0.0))
    'sound    0 dB ||||||||||, too loud'
    """
    level, bars = float(speech.level), -LOWEST // STEP
    full = min(max(round((level - LOWEST) / STEP), 0), bars)
    line = f"sound {level:4.0f} dB {'|' * full}{'.' * (bars - full)}".replace("-0 dB", " 0 dB")
    if level >= CLIPPED:
        return f"{line}, too loud"
    if speech.voiced < SPEAKING:
        return line
    pitch = float(speech.pitch)
    return f"{line}, voice" + (f" {pitch:.0f} Hz" if pitch else "")
