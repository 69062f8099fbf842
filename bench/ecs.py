"""What the ECS itself costs: many entities beside esper, empty systems, and a TRACK frame."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from bench.peer import MISSING, started
from bench.row import medians, row, seconds
from engine import App, ClockKind, Component, Mut, Query, Read, Stage, column, system
from engine.extract import Receiver, Snapshot
from engine.query import QueryAccess
from engine.system import System
from systems.capture.frame import Frame
from systems.components import (
    Blendshapes,
    EyeOpen,
    Face,
    FaceTransform,
    Gaze,
    HeadPose,
    Landmarks,
    MouthOpen,
)
from systems.defaults import face_plugin

ENTITIES = 10_000
EMPTY = 30
DT = 0.01

SHOWN = (Face, Landmarks, Blendshapes, HeadPose, FaceTransform, Gaze, EyeOpen, MouthOpen)
"""More than what the puppet's DRAW systems read."""


class Position(Component):
    at = column(3, unit="m")


class Velocity(Component):
    value = column(3, unit="m/s")


@system(Stage.SOLVE)
def move(swarm: Query[Mut[Position], Read[Velocity]]) -> None:
    span = swarm.span
    swarm[Position].at[span] += swarm[Velocity].value[span] * DT


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of the ECS."""
    rounds = 10 if quick else 200
    empty = 1e3 * medians({"": _empty_tick()}, rounds)[""]
    overhead = 1e3 * medians({"": frame_without_work()}, rounds)[""]
    return [
        _beside_esper(rounds),
        row("ecs", f"{EMPTY} empty systems", empty, "limit", 0.6, "ms"),
        row("engine_overhead", "one face", overhead, "limit", 0.5, "ms"),
    ]


def _started(app: App) -> App:
    app.track.start(ClockKind.STEP, app.quarantine, strict=True)
    return app


def _beside_esper(rounds: int) -> dict[str, Any]:
    app = _started(App(slots=ENTITIES).add(move))
    for _ in range(ENTITIES):
        app.track.world.spawn(Position(at=0), Velocity(value=(1, 2, 3)))
    tick = functools.partial(app.track.tick, 0.0)
    ours, theirs = [], []
    with started("esper_move.py", str(ENTITIES)) as esper:
        for _ in range(rounds):
            ours.append(1e3 * seconds(tick, repeats=10))
            theirs += [1e3 * esper.turn()] if esper else []
    peer = ("esper", statistics.median(theirs)) if theirs else (f"esper, {MISSING}", None)
    return row("ecs", str(ENTITIES), statistics.median(ours), *peer, "ms")


def _empty_tick() -> Callable[[], object]:
    def rest(swarm: Query[Read[Position], Mut[Velocity]]) -> None: ...

    systems = [system(Stage.SOLVE)(_renamed(rest, f"rest_{i}")) for i in range(EMPTY)]
    app = _started(App().add(*systems))
    app.track.world.spawn(Position, Velocity)
    return functools.partial(app.track.tick, 0.0)


def frame_without_work() -> Callable[[], object]:
    """Return a TRACK frame of one face whose systems ask for all their data and do nothing.

    What is left is the engine's: conditions, queries, row views, commands, the trace, and the copy
    that goes to DRAW and into its world.
    """
    app = App(strict=True).add(face_plugin)
    for one in app.schedule.systems:
        app.schedule.replace(one.name, replace(one, function=_touching(one), replaces=None))
    _started(app)
    app.track.world.spawn(Face, Landmarks)
    snapshot, receiver = Snapshot(app.track.world.slots, SHOWN), Receiver()
    frame = Frame(np.zeros((720, 1280, 3), np.uint8), 0.0, 0)

    def tick() -> None:
        app.track.world.insert(frame)
        app.track.tick(0.0)
        snapshot.take(app.track.world, 0.0)
        receiver.receive(app.draw.world, snapshot)

    return tick


def _touching(original: System) -> Callable[..., None]:
    """Return a function of the same signature that takes every row view it may and stops there."""
    declared = [
        p.terms[Read] + p.terms[Mut] if isinstance(p, QueryAccess) else () for p in original.params
    ]

    @functools.wraps(original.function)
    def touch(*arguments: Any) -> None:
        for argument, components in zip(arguments, declared, strict=True):
            for face in argument if components else ():
                for component in components:
                    face[component]

    return touch


def _renamed(function: Callable[..., None], name: str) -> Callable[..., None]:
    @functools.wraps(function)
    def same(*arguments: object) -> None: ...

    same.__name__ = name
    return same
