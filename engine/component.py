"""Components: classes of numpy columns, one row per entity slot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import EcsError

Array = NDArray[Any]


@dataclass(frozen=True)
class Column:
    """The declared shape, type and unit of one column's row."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    unit: str
    default: float

    def allocate(self, slots: int) -> Array:
        """Return a column of `slots` rows; pages that are never touched cost no memory."""
        return np.zeros((slots, *self.shape), self.dtype)


def column(*shape: int, dtype: str = "f4", unit: str = "1", default: float = 0) -> Any:
    """Declare a column of a component.

    Parameters
    ----------
    *shape : int
        Shape of one row; nothing for a scalar.
    dtype : str, default "f4"
        numpy type of the column.
    unit : str, default "1"
        Unit of the values, for people and for recorded sessions.
    default : float, default 0
        Value of every element when an entity joins the component.

    Examples
    --------
    >>> class Speed(Component):
    ...     value = column(3, unit="m/s")
    >>> Speed.columns["value"].shape
    (3,)
    """
    return Column(shape, np.dtype(dtype), unit, default)


class Component:
    """Base of all components. An instance holds the values of one row before it is spawned.

    Subclasses declare columns with `column` and may state ``on = Other``: the component then joins,
    with its defaults, every entity that has ``Other``, and leaves with it.
    """

    on: ClassVar[type[Component] | None] = None
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: c for name, c in vars(cls).items() if isinstance(c, Column)}
        cls.columns = cls.columns | own

    def __init__(self, **values: Any) -> None:
        for name in values:
            if name not in self.columns:
                msg = f"{type(self).__name__} has no column '{name}'"
                raise EcsError(msg, fix=f"its columns are: {', '.join(self.columns)}")
        self.values = values
