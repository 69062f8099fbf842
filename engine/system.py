"""Systems: functions whose signature is their contract."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from engine.commands import Commands
from engine.component import Component
from engine.errors import EcsError
from engine.query import Query, QueryAccess, ResourceAccess
from engine.world import World

When = Callable[[World, int], bool]
"""Whether a system should run now, given its world and the tick of its last run."""


class Stage(StrEnum):
    """The stages of the two loops, in the order in which they run."""

    CAPTURE = "capture"
    DETECT = "detect"
    ALIGN = "align"
    SOLVE = "solve"
    VOICE = "voice"
    CALIBRATE = "calibrate"
    SMOOTH = "smooth"
    OUTPUT = "output"
    EXTRACT = "extract"
    PREDICT = "predict"
    RIG = "rig"
    RENDER = "render"


DRAW = (Stage.EXTRACT, Stage.PREDICT, Stage.RIG, Stage.RENDER)
"""Stages of the DRAW loop, once per display frame."""

TRACK = tuple(stage for stage in Stage if stage not in DRAW)
"""Stages of the TRACK loop, once per new sample."""


@dataclass(frozen=True)
class ResourceParam:
    """A ``Res[T]`` or ``ResMut[T]`` parameter."""

    kind: type
    writes: bool


@dataclass(frozen=True)
class WorldParam:
    """A ``World`` parameter: the system may touch anything, so it overlaps with nothing."""


@dataclass(frozen=True)
class CommandsParam:
    """A ``Commands`` parameter."""


Param = QueryAccess | ResourceParam | WorldParam | CommandsParam


@dataclass(frozen=True, eq=False)
class System:
    """A function with its stage and its run conditions.

    Attributes
    ----------
    name : str
        The function's name; unique in an app.
    heavy : bool
        The function releases the GIL most of the time, so it may overlap with others.
    every : int
        Run on each n-th tick only.
    when : callable or None
        Run only where this says so.
    replaces : str or None
        Name of the system whose place this one takes.
    """

    function: Callable[..., None]
    stage: Stage
    heavy: bool = False
    every: int = 1
    when: When | None = None
    replaces: str | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        """Call the function itself, for tests."""
        self.function(*args, **kwargs)

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @functools.cached_property
    def params(self) -> tuple[Param, ...]:
        """What each parameter of the signature asks for.

        Raises
        ------
        EcsError
            If a parameter has no annotation that the engine can serve.
        """
        hints = _hints(self.function)
        names = inspect.signature(self.function).parameters
        return tuple(_param(self.name, name, hints.get(name)) for name in names)

    @functools.cached_property
    def reads(self) -> frozenset[type]:
        """Components and resources the system looks at but does not change."""
        queries = [p.reads for p in self.params if isinstance(p, QueryAccess)]
        kinds = [p.kind for p in self.params if isinstance(p, ResourceParam) and not p.writes]
        return frozenset().union(*queries, kinds) - self.writes

    @functools.cached_property
    def writes(self) -> frozenset[type]:
        """Components and resources the system may change."""
        queries = [p.writes for p in self.params if isinstance(p, QueryAccess)]
        kinds = [p.kind for p in self.params if isinstance(p, ResourceParam) and p.writes]
        return frozenset().union(*queries, kinds)

    @property
    def components(self) -> frozenset[type[Component]]:
        """Every component that the signature mentions."""
        queries = [p.mentioned for p in self.params if isinstance(p, QueryAccess)]
        return frozenset().union(*queries)

    @property
    def resources(self) -> frozenset[type]:
        """Every resource that the signature mentions."""
        return frozenset(p.kind for p in self.params if isinstance(p, ResourceParam))

    @property
    def built_in(self) -> bool:
        """Whether the system is the program's own and not a user script's."""
        return self.function.__module__.split(".")[0] in {"engine", "systems"}

    @property
    def exclusive(self) -> bool:
        """Whether the system takes the whole world."""
        return any(isinstance(p, WorldParam) for p in self.params)

    @property
    def commands(self) -> bool:
        """Whether the system records commands."""
        return any(isinstance(p, CommandsParam) for p in self.params)

    def conflicts(self, other: System) -> bool:
        """Whether one of the two writes what the other touches.

        Two systems with commands do: the ids of what they spawn follow their order.
        """
        if self.exclusive or other.exclusive or (self.commands and other.commands):
            return True
        mine, theirs = self.reads | self.writes, other.reads | other.writes
        return bool(self.writes & theirs or other.writes & mine)


def system(
    stage: Stage,
    *,
    heavy: bool = False,
    every: int = 1,
    when: When | None = None,
    replaces: str | None = None,
) -> Callable[[Callable[..., None]], System]:
    """Make a system of a function; see `System` for the options.

    Examples
    --------
    >>> @system(Stage.RIG)
    ... def rest(commands: Commands) -> None: ...
    >>> rest.name, rest.stage.value
    ('rest', 'rig')
    """

    def decorate(function: Callable[..., None]) -> System:
        return System(function, stage, heavy, every, when, replaces)

    return decorate


def fresh(kind: type) -> When:
    """Return a condition: the resource has been put in anew since the system last ran."""

    def condition(world: World, last_run: int) -> bool:
        return world.resource_tick(kind) > last_run

    return condition


def _hints(function: Callable[..., None]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        msg = f"system '{function.__name__}' asks for {error.name}, which is not defined"
        fix = f"define or import {error.name} at the top of {function.__module__}"
        raise EcsError(msg, fix=fix) from None
    except Exception as error:  # annotations are code, and may raise whatever code raises
        msg = f"the signature of system '{function.__name__}' cannot be read: {error}"
        raise EcsError(msg, fix="mend its annotations") from error


def _param(system_name: str, name: str, hint: Any) -> Param:
    if typing.get_origin(hint) is Query or hint is Query:
        return QueryAccess.of(hint)
    if hint is World:
        return WorldParam()
    if hint is Commands:
        return CommandsParam()
    if typing.get_origin(hint) is Annotated:
        kind, mark = typing.get_args(hint)[:2]
        if isinstance(mark, ResourceAccess):
            return ResourceParam(kind, mark.writes)
    msg = f"parameter '{name}' of system '{system_name}' asks for {hint!r}"
    raise EcsError(msg, fix="annotate it with Query[...], Res[...], ResMut[...], Commands or World")
