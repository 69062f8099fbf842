"""Systems: what a signature says."""

import pytest

from engine import (
    Commands,
    Maybe,
    Mut,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    With,
    Without,
    World,
    system,
)
from engine.errors import EcsError
from tests.engine.fish import Drop, Glow, Log, Position, Speed, Wet


@system(Stage.SOLVE, heavy=True, every=3)
def live(
    fish: Query[Read[Speed], Mut[Position], With[Wet]],
    lamps: Query[Maybe[Glow], Without[Wet]],
    drop: Res[Drop],
    log: ResMut[Log],
    commands: Commands,
) -> None:
    """Do nothing."""


def test_reads_and_writes_come_from_the_signature():
    assert live.reads == {Speed, Glow, Drop}
    assert live.writes == {Position, Log}
    assert live.components == {Speed, Position, Wet, Glow}
    assert live.resources == {Drop, Log}
    assert live.commands
    assert not live.exclusive


def test_options_and_name_are_those_of_the_decorator_and_function():
    assert (live.name, live.stage, live.heavy, live.every) == ("live", Stage.SOLVE, True, 3)


def test_what_is_both_read_and_written_counts_as_written():
    @system(Stage.SOLVE)
    def both(a: Query[Read[Speed]], b: Query[Mut[Speed]]) -> None: ...

    assert (both.reads, both.writes) == (frozenset(), {Speed})


def test_a_world_parameter_makes_a_system_exclusive():
    @system(Stage.SOLVE)
    def tidy(world: World) -> None: ...

    assert tidy.exclusive
    assert tidy.conflicts(live)
    assert live.conflicts(tidy)


def test_a_system_can_be_called_as_its_function():
    seen = []

    @system(Stage.SOLVE)
    def note(log: Res[Log]) -> None:
        seen.append(log)

    note(3)
    assert seen == [3]


def test_an_annotation_the_engine_cannot_serve_is_refused_with_those_it_can():
    @system(Stage.SOLVE)
    def odd(count: int) -> None: ...

    with pytest.raises(EcsError, match="parameter 'count' of system 'odd'") as raised:
        _ = odd.params
    assert "Query[...]" in raised.value.fix


def test_a_parameter_without_annotation_is_refused():
    @system(Stage.SOLVE)
    def bare(count) -> None: ...

    with pytest.raises(EcsError, match="parameter 'count' of system 'bare' asks for None"):
        _ = bare.params


@pytest.mark.parametrize("term", [Position, Read[int], list[Position]])
def test_a_term_that_is_none_is_refused(term):
    def odd(fish) -> None: ...

    odd.__annotations__["fish"] = Query[term]
    with pytest.raises(EcsError, match="is not a query term") as raised:
        _ = system(Stage.SOLVE)(odd).params
    assert "Read, Mut, With, Without, Changed or Maybe" in raised.value.fix


def test_a_name_that_the_signature_lacks_is_named_with_the_module():
    def odd(fish) -> None: ...

    odd.__annotations__["fish"] = "Query[Read[Shark]]"
    with pytest.raises(EcsError, match="'odd' asks for Shark, which is not defined") as raised:
        _ = system(Stage.SOLVE)(odd).params
    assert "tests.engine.test_system" in raised.value.fix
