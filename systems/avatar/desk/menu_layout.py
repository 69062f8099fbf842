"""Where the parts of the settings panel are, for drawing and for the mouse alike."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[float, float]

WIDTH, MARGIN = 336, 12
HEADER, ROW, FOOTER = 44, 30, 34
SIDE = 16  # from the panel's edge to its text
CONTROL = 136  # width of what stands at the right of a row
NUMBER = 40  # of it, for a dial's number


@dataclass(frozen=True)
class MenuLayout:
    """Places in px of the window, x right, y down.

    Attributes
    ----------
    left, top, width : int
        Of the panel.
    room : int
        Rows that fit.
    scale : float
        px per unit of the sizes above; 1 on an ordinary screen.
    """

    left: int
    top: int
    width: int
    room: int
    scale: float = 1.0

    @classmethod
    def of(cls, size: tuple[int, int], rows: int, scale: float = 1.0) -> MenuLayout:
        """Return the layout at the right edge of a window of `size` (width, height)."""
        across, high = size
        width = min(round(WIDTH * scale), across)
        margin = min(round(MARGIN * scale), (across - width) // 2)
        spare = high - 2 * margin - (HEADER + FOOTER) * scale
        room = max(min(int(spare / (ROW * scale)), rows), 1)
        return cls(across - margin - width, margin, width, room, scale)

    @property
    def height(self) -> int:
        """Of the panel."""
        return round((HEADER + self.room * ROW + FOOTER) * self.scale)

    @property
    def track(self) -> tuple[float, float]:
        """Left and right end of a dial's way."""
        right = self.left + self.width - SIDE * self.scale
        return right - CONTROL * self.scale, right - NUMBER * self.scale

    def row_top(self, visible: int) -> float:
        """Return the upper edge of a visible row, counted from 0."""
        return self.top + (HEADER + visible * ROW) * self.scale

    def holds(self, at: Place) -> bool:
        """Whether a place is on the panel."""
        x, y = at[0] - self.left, at[1] - self.top
        return 0 <= x < self.width and 0 <= y < self.height

    def row_at(self, at: Place, first: int, rows: int) -> int | None:
        """Return the index of the row at a place, when `first` is the uppermost visible one."""
        visible = int((at[1] - self.row_top(0)) // (ROW * self.scale))
        if self.holds(at) and 0 <= visible < self.room and first + visible < rows:
            return first + visible
        return None

    def on_track(self, at: Place) -> bool:
        """Whether a place is on a dial's way or its ends, which are easy to miss."""
        left, right = self.track
        return left - 8 * self.scale <= at[0] <= right + 8 * self.scale

    def share(self, at: Place) -> float:
        """Return how far along a dial's way a place is, 0..1 on the way."""
        left, right = self.track
        return (at[0] - left) / (right - left)

    def way(self, at: Place) -> int:
        """Return whether a click on a choice goes back, -1, or on, 1."""
        return -1 if self.track[0] <= at[0] < self.track[0] + CONTROL * self.scale / 2 else 1
