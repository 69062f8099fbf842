"""The advice that a friend would give who watched the session: one rule a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from systems.sessions.account import Account
from systems.topology import SHAPE
from systems.track.ladder import RUNGS, Why

ENOUGH: Final = 5.0
"""Seconds of a tracked face before anything is said about what it does."""


class Rule(NamedTuple):
    """When to say something, and what.

    Attributes
    ----------
    name : str
    look : callable
        Returns what was found, to be put into `say`, or None where all is well.
    say : str
    needs_face : bool
        Whether it takes `ENOUGH` seconds of a face to judge.
    """

    name: str
    look: Callable[[Account], object | None]
    say: str
    needs_face: bool = True


def losses(account: Account) -> str:
    """Return how often all faces were lost, in words."""
    count = int(np.count_nonzero(account.anybody[:-1] & ~account.anybody[1:]))
    return "once" if count == 1 else f"{count} times"


def share_lost(account: Account) -> float:
    """Return the part of the time without a face, 0..1, after the first was seen."""
    first = int(account.anybody.argmax())
    return float(1 - account.anybody[first:].mean())


def _below(value: float, limit: float) -> float | None:
    return float(value) if value < limit else None


def _above(value: float, limit: float) -> float | None:
    return float(value) if value > limit else None


def _reach(values: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> float:
    """Return how far apart the 2nd and the 98th percentile lie."""
    low, high = np.percentile(values, (2, 98))
    return float(high - low)


def _lost(account: Account) -> str | None:
    part = share_lost(account)
    return f"{losses(account)}, {part:.0%} of the time" if part > 0.05 else None


def _dropped(account: Account) -> float | None:
    if not len(account.dropped):
        return None
    missed = float(account.dropped[-1] - account.dropped[0])
    return _above(missed / max(missed + len(account.time), 1.0), 0.02)


def _rung(account: Account) -> str | None:
    if not len(account.rung) or (account.rung > 0).mean() < 0.1:
        return None
    worst = int(account.rung.argmax())
    return f"{RUNGS[int(account.rung[worst])].name} ({Why(int(account.why[worst]))})"


def _pitched(account: Account) -> str | None:
    pitch = float(np.median(account.angles[:, 1]))
    if abs(pitch) < 15:
        return None
    return f"{'above' if pitch > 0 else 'below'} your eyes by about {abs(pitch):.0f} degrees"


RULES: Final = (
    Rule("short", lambda a: _below(len(a.time) and a.seconds, ENOUGH),
         "only {:.1f} s were recorded: half a minute tells more", needs_face=False),
    Rule("lost", _lost,
         "the face was lost {}: stay in the picture, or move the camera back", needs_face=False),
    Rule("light", lambda a: _below(np.median(a.presence), 0.9),
         "light is low: presence {:.2f}: put a lamp behind the camera"),
    Rule("small", lambda a: _below(np.median(a.length), 90),
         "the face is small: {:.0f} pixels: come nearer, or ask for a larger --size"),
    Rule("pitched", _pitched,
         "the camera stands {}: bring it to the height of your eyes"),
    Rule("aside", lambda a: _above(abs(np.median(a.angles[:, 0])), 20),
         "you look {:.0f} degrees past the camera: put it by the screen that you look at"),
    Rule("pose", lambda a: _above(1 - a.trusted.mean(), 0.05),
         "the head's pose did not fit {:.0%} of the time: keep hair and hands off the face, or "
         "give the camera's --fov"),
    Rule("left lid", lambda a: _below(_reach(a.lids[:, 0]), 0.12),
         "left eyelid range is small ({:.2f}): run `python -m engine calibrate`"),
    Rule("right lid", lambda a: _below(_reach(a.lids[:, 1]), 0.12),
         "right eyelid range is small ({:.2f}): run `python -m engine calibrate`"),
    Rule("jaw", lambda a: _below(_reach(a.shapes[:, SHAPE["jawOpen"]]), 0.15),
         "the mouth hardly opens ({:.2f}): speak, or run `python -m engine calibrate`"),
    Rule("late", lambda a: _above(1000 * np.percentile(a.age, 95), 100),
         "pictures are {:.0f} ms old when they are tracked: close other programs, or ask the "
         "camera for --fps 30"),
    Rule("dropped", _dropped,
         "{:.0%} of the pictures came too fast: ask for less with --fps or --size"),
    Rule("rung", _rung,
         "quality went down to {}: close other programs, or raise --cpu"),
)  # fmt: skip
"""All rules, the gravest first."""


def advise(account: Account) -> list[str]:
    """Return what there is to say."""
    enough = account.seen.any() and account.time[-1] - account.time[0] >= ENOUGH
    said = []
    for rule in RULES:
        found = rule.look(account) if enough or not rule.needs_face else None
        if found is not None:
            said.append(rule.say.format(found))
    return said
