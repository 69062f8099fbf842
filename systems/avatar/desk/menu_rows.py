"""Which settings the panel offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from systems import topology
from systems.avatar.desk.menu import Choice, Dial, Heading, Row, Toggle
from systems.avatar.desk.settings import GAIN_MOST, SMOOTHING_MOST
from systems.voice.settings import SoundSettings


def menu_rows(
    *,
    source: tuple[str, Sequence[str]] | None,
    avatar: tuple[str, Sequence[str]],
    mirror: bool,
    smoothing: float | None,
    gain: Mapping[str, float],
    microphone: tuple[str, Sequence[str]] | None = None,
    mouth: float | None = None,
) -> list[Row]:
    """Return the panel's rows.

    Parameters
    ----------
    source, avatar : (what is used now, what there is)
        `source` is None where it cannot be exchanged, as in a replay.
    smoothing : float or None
        None where nothing is smoothed.
    gain : mapping of ARKit name to factor
    microphone : (what is used now, what there is)
        None where nobody could listen.
    mouth : float or None
        Balance as in ``--mouth``, 0 the camera's .. 1 the voice's; None where there is no voice.
    """
    rows: list[Row] = []
    if source is not None:
        rows.append(Choice(("source",), "Camera", _with(*source), source[0]))
    if microphone is not None:
        words = _with(*microphone)
        rows.append(Choice(("sound", "mic"), "Microphone", words, microphone[0]))
    rows.append(Choice(("avatar",), "Avatar", _with(*avatar), avatar[0]))
    rows.append(Toggle(("mirror",), "Mirror", mirror))
    if smoothing is not None:
        rows.append(Dial(("smoothing",), "Smoothing", smoothing, SMOOTHING_MOST))
    if mouth is not None:
        rest = SoundSettings().mouth
        rows.append(Dial(("sound", "mouth"), "Mouth by voice", mouth, 1.0, rest=rest))
    rows.append(Heading("Gain of single shapes"))
    rows += [Dial(("gain", n), n, gain.get(n, 1.0), GAIN_MOST) for n in topology.ARKIT]
    return rows


def _with(used: str, others: Sequence[str]) -> tuple[str, ...]:
    """Return the options; what is used is one of them, though it may be in no list."""
    return tuple(others) if used in others else (used, *others)
