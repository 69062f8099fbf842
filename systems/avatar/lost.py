"""What the puppet does while its person is out of sight, channel by channel, and the way back.

Nothing is silently repeated: each channel says whether it shows what is tracked, holds what was
last seen, is on its way from one to another, or lives by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError
from systems.avatar.act import CHANNELS, Act, neutral

PATIENCE = 0.3
"""Seconds for which every channel holds: a face missed in some pictures is no face that left."""

EASE_SECONDS = 0.25
"""Time constant of the way from one source of motion to another."""

ARRIVED = 3 * EASE_SECONDS
"""Seconds after which a channel counts as having arrived; a twentieth of the way is left."""


class Policy(StrEnum):
    """What a channel does while the face is lost."""

    HOLD = "hold"
    EASE = "ease"  # to the neutral face
    IDLE = "idle"  # sway, breath and blinks
    VOICE = "voice"  # the mouth alone: it rests, and is left to what is heard


class State(IntEnum):
    """What a channel shows."""

    IDLE = 0
    EASED = 1  # neutral, or on the way from one to another
    HELD = 2
    TRACKED = 3
    VOICE = 4


AFTER = {Policy.EASE: State.EASED, Policy.IDLE: State.IDLE, Policy.VOICE: State.VOICE}


@dataclass(frozen=True)
class LostPolicy:
    """The policy of each channel."""

    head: Policy = Policy.IDLE
    eyes: Policy = Policy.IDLE
    face: Policy = Policy.EASE
    mouth: Policy = Policy.VOICE


def parse_lost(text: str) -> LostPolicy:
    """Read ``hold``, for all channels, or ``head=hold,mouth=voice``, for some of them.

    Raises
    ------
    UsageError
        If it names no channel or no policy, or lets something else than the mouth follow a voice.

    Examples
    --------
    >>> parse_lost("hold").head.value
    'hold'
    >>> parse_lost("eyes=ease").head.value
    'idle'
    """
    chosen: dict[str, Policy] = {}
    names = [channel.name for channel in fields(LostPolicy)]
    for word in text.split(","):
        channel, equals, policy = word.strip().rpartition("=")
        channels = [channel] if equals else ["mouth"] if policy == Policy.VOICE else names
        if policy not in list(Policy) or not set(channels) <= set(names):
            msg = f"--lost {text} names no policy"
            fix = f"write one of {', '.join(Policy)}, or {'|'.join(names)}=POLICY,..."
            raise UsageError(msg, fix=fix)
        if policy == Policy.VOICE and channels != ["mouth"]:
            msg = f"--lost {word.strip()}: only the mouth can follow a voice"
            raise UsageError(msg, fix="write mouth=voice")
        chosen |= dict.fromkeys(channels, Policy(policy))
    return LostPolicy(**chosen)


def source_of(policy: Policy, absent: float | None) -> State:
    """Return where a channel's motion comes from.

    Parameters
    ----------
    policy : Policy
    absent : float or None
        Seconds since the face was seen last; None where none ever was.
    """
    if absent == 0:
        return State.TRACKED
    if absent is not None and (policy is Policy.HOLD or absent < PATIENCE):
        return State.HELD
    return State.IDLE if absent is None else AFTER[policy]


@dataclass
class Channel:
    """One channel: where its motion comes from, and what is left of where it came from before.

    Attributes
    ----------
    parts : (N,) intp
        Its places in an `Act`.
    policy : Policy
    source : State
    since : float
        s, how long ago the source changed.
    """

    parts: NDArray[np.intp]
    policy: Policy
    source: State = State.IDLE
    since: float = ARRIVED
    _rest: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def step(self, targets: dict[State, Act], drawn: Act, source: State, dt: float) -> None:
        """Write what is drawn now over what was drawn last, without a jump.

        What remains of the last source decays: while a face is tracked nothing lags behind.
        """
        self.since += dt
        target = targets[source][self.parts]
        if source is not self.source:
            self.source, self.since = source, 0.0
            self._rest = drawn[self.parts] - target
        elif self._rest.size:
            self._rest *= np.exp(-dt / EASE_SECONDS)
        drawn[self.parts] = target + self._rest if self._rest.size else target

    def cut(self) -> None:
        """Forget where the motion came from: the next step jumps."""
        self._rest, self.since = np.zeros(0), ARRIVED

    @property
    def state(self) -> State:
        """What is shown."""
        on_the_way = self.since < ARRIVED and self.source is not State.HELD
        return State.EASED if on_the_way else self.source


class Continuity:
    """Keeps what is drawn continuous while faces come and go.

    Parameters
    ----------
    policy : LostPolicy

    Attributes
    ----------
    drawn : (61,) float64
        See `systems.avatar.act`.
    person : int or None
        Number of who is, or was last, followed.
    absent : float or None
        Seconds since the face was seen last; None where none ever was.
    """

    def __init__(self, policy: LostPolicy | None = None) -> None:
        policy = policy or LostPolicy()
        self.channels = {
            name: Channel(parts, getattr(policy, name)) for name, parts in CHANNELS.items()
        }
        self.drawn, self._last = neutral(), neutral()
        self.person: int | None = None
        self.absent: float | None = None

    def step(self, act: Act | None, person: int | None, idle: Act, dt: float) -> None:
        """Take what a face does now, or None without one, and what an idle one does."""
        first, other = self.absent is None, person != self.person
        if act is not None:
            self.absent, self.person = 0.0, person
            if other:  # from one person to another as from one source to another
                self._leave()
            self._last = act
        elif self.absent is not None:
            self.absent += max(dt, 1e-9)  # a clock that stands still brings no face back
        still = neutral()
        targets = {State.TRACKED: self._last, State.HELD: self._last, State.IDLE: idle}
        targets |= {State.EASED: still, State.VOICE: still}
        for channel in self.channels.values():
            source = source_of(channel.policy, self.absent)
            channel.step(targets, self.drawn, source, dt)
            if first:
                channel.cut()
                channel.step(targets, self.drawn, source, dt)

    def _leave(self) -> None:
        for channel in self.channels.values():
            channel.source = State.HELD
