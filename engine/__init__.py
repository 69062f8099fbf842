"""An entity-component-system with three clocks and two loops. It knows no faces.

Examples
--------
>>> from engine import Component, Mut, Query, Stage, World, column, system
>>> class Position(Component):
...     x = column(unit="m")
>>> world = World()
>>> fish = world.spawn(Position(x=1))
>>> float(world.value(fish, Position).x)
1.0
"""

from engine.app import Ages, App, Stop
from engine.clock import Clock, ClockKind, monotonic
from engine.commands import Commands
from engine.component import Array, Component, column
from engine.executor import Quarantine
from engine.latest import Latest
from engine.query import Changed, Maybe, Mut, Query, Read, Res, ResMut, Row, With, Without
from engine.run import run_live, run_step
from engine.schedule import Schedule, plan
from engine.source import Sample, Source
from engine.system import Stage, System, fresh, system
from engine.trace import Timing, Trace, write_chrome_trace
from engine.world import Entity, World

__all__ = [
    "Ages",
    "App",
    "Array",
    "Changed",
    "Clock",
    "ClockKind",
    "Commands",
    "Component",
    "Entity",
    "Latest",
    "Maybe",
    "Mut",
    "Quarantine",
    "Query",
    "Read",
    "Res",
    "ResMut",
    "Row",
    "Sample",
    "Schedule",
    "Source",
    "Stage",
    "Stop",
    "System",
    "Timing",
    "Trace",
    "With",
    "Without",
    "World",
    "column",
    "fresh",
    "monotonic",
    "plan",
    "run_live",
    "run_step",
    "system",
    "write_chrome_trace",
]
