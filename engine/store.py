"""One component's columns, who has them, and when each row last changed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.component import Array, Component
from engine.errors import EcsError


class View:
    """Columns of a component as attributes: one row of it, or all rows."""

    def __init__(self, component: str, arrays: Mapping[str, Array]) -> None:
        self.__dict__.update(arrays)
        self.__dict__["_component"] = component

    def __setattr__(self, name: str, value: object) -> None:
        if self.__dict__.get(name) is value:  # the end of an in-place `view.x += 1`
            return
        component = self.__dict__["_component"]
        msg = f"assigning to {component}.{name} would not reach the world"
        raise EcsError(msg, fix=f"write into the array: row[{component}].{name}[...] = value")

    def __getattr__(self, name: str) -> Any:
        near = difflib.get_close_matches(name, self.__dict__)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        msg = f"{self.__dict__.get('_component')} has no column '{name}'{hint}"
        raise AttributeError(msg)


class Store:
    """Columns of one component for every slot of a world.

    Attributes
    ----------
    columns : dict of (slots, ...) arrays
    present : (slots,) bool
        Which slots have the component.
    changed : (slots,) uint64
        Tick at which each row joined or was last handed out for writing.
    """

    def __init__(self, component: type[Component], slots: int) -> None:
        self.component = component
        self.columns = {name: c.allocate(slots) for name, c in component.columns.items()}
        self.present = np.zeros(slots, bool)
        self.changed = np.zeros(slots, np.uint64)
        self._read_only = {name: _frozen(a) for name, a in self.columns.items()}
        self._rows: dict[tuple[int, bool], View] = {}
        name = component.__name__
        self._whole = {True: View(name, self.columns), False: View(name, self._read_only)}

    def whole(self, *, writable: bool) -> View:
        """Return all rows of all columns."""
        return self._whole[writable]

    def row(self, slot: int, *, writable: bool) -> View:
        """Return one row of all columns, as views that live as long as the store."""
        view = self._rows.get((slot, writable))
        if view is None:
            source = self.columns if writable else self._read_only
            rows = {name: array[slot, ...] for name, array in source.items()}
            view = self._rows[slot, writable] = View(self.component.__name__, rows)
        return view

    def reset(self, slot: int, tick: int) -> None:
        """Give a slot the component with every column at its default, as of `tick`."""
        self.present[slot] = True
        self.changed[slot] = tick
        for name, array in self.columns.items():
            array[slot] = self.component.columns[name].default

    def assign(self, slot: int, values: Mapping[str, object]) -> None:
        """Write named values into one row."""
        for name, value in values.items():
            self.columns[name][slot] = value


def _frozen(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view
