"""What the overlay says in words: who is followed and heard, how the machine keeps up, costs."""

from __future__ import annotations

import numpy as np

from engine import Ages, Clock, Quarantine, Query, Read, Trace
from systems.avatar.act import CHANNELS
from systems.avatar.lost import State
from systems.components import Load, Presence, Speech
from systems.track.ladder import RUNGS, Why
from systems.voice.meter import speech_line


def situation(
    avatars: Query[Read[Presence]], loads: Query[Read[Load]], speakers: Query[Read[Speech]]
) -> list[str]:
    """Return what the overlay says of who is followed, of the machine, and of what is heard."""
    return [
        *(presence_line(avatar[Presence]) for avatar in avatars),
        *(load_line(row[Load]) for row in loads if row[Load].captured_at),
        *(speech_line(speaker[Speech]) for speaker in speakers if speaker[Speech].captured_at),
    ]


def presence_line(presence: Presence) -> str:
    """Return what the overlay says of who is followed, and of each channel that is not tracked."""
    states = {name: State(int(getattr(presence, name))) for name in CHANNELS}
    who = f"face {presence.person}" if presence.person >= 0 else "no face yet"
    if set(states.values()) == {State.TRACKED}:
        return f"{who} tracked"
    away = f" lost {presence.absent:.1f} s" if 0 < presence.absent < np.inf else ""
    told = (f"{name} {state.name.lower()}" for name, state in states.items())
    return f"{who}{away}: {', '.join(told)}"


def load_line(load: Load) -> str:
    """Return what the overlay says of the machine: its load, and its rung with the reason."""
    return f"cpu {load.cpu:.0%}, {RUNGS[load.rung].name}: {Why(int(load.why))}"


def overlay_lines(clock: Clock, ages: Ages, quarantine: Quarantine, trace: Trace) -> list[str]:
    """Return what the overlay says: ages, drops, milliseconds, and systems that were skipped."""
    age = 1000 * (clock.now - ages.tracked_at)
    rate = 1 / clock.dt if clock.dt > 0 else 0.0
    costs = [f"{t.name} {t.median:.1f} ms" for t in trace.table() if t.median >= 0.1]
    skipped = [f"skipped: {name}" for name in quarantine]
    return [f"age {age:.0f} ms, dropped {ages.dropped}", f"draw {rate:.0f} fps", *costs, *skipped]
