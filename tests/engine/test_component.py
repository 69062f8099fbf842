"""Components: declared columns and the values of one row."""

import numpy as np
import pytest

from engine import Component, column
from engine.errors import EcsError
from engine.store import Store
from tests.engine.fish import Position


class Scale(Component):
    """Columns of every kind."""

    colour = column(2, 3, dtype="u1", default=7)
    area = column(unit="m^2")


def test_columns_know_their_shape_type_unit_and_default():
    colour, area = Scale.columns["colour"], Scale.columns["area"]
    assert (colour.shape, colour.dtype, colour.unit, colour.default) == ((2, 3), np.uint8, "1", 7)
    assert (area.shape, area.dtype, area.unit, area.default) == ((), np.float32, "m^2", 0)


def test_a_row_starts_at_the_defaults_as_of_the_tick_it_joins():
    store = Store(Scale, slots=4)
    store.reset(2, tick=9)
    assert store.columns["colour"][2].tolist() == [[7] * 3] * 2
    assert store.present.tolist() == [False, False, True, False]
    assert store.changed.tolist() == [0, 0, 9, 0]


def test_a_component_inherits_the_columns_of_its_base():
    class Deep(Position):
        depth = column()

    assert set(Deep.columns) == {"at", "depth"}
    assert set(Position.columns) == {"at"}


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(EcsError, match="Position has no column 'where'") as raised:
        Position(where=1)
    assert raised.value.fix == "its columns are: at"
