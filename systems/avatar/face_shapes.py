"""Shapes of brows, cheeks, nose and lips as fields over front coordinates.

Left fields move x > 0 only; the right ones are their mirror images.
"""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.contours import Lids, Lips
from systems.avatar.hull import Floats
from systems.avatar.lid_shapes import Field, move
from systems.avatar.surface import gaussian, smooth

SIDE = 0.75  # of the mouth's half width over which a sided shape fades in from the middle


class FaceShapes:
    """Everything but lids and jaw.

    `left` by ARKit name without its side, `whole` by full name, and `middle`: what is missing
    between a left and a right shape when both are on.
    """

    def __init__(self, character: Character) -> None:
        self.character, self.lips = character, Lips(character.mouth)
        self.lids = Lids(character.eye)
        self.half = character.mouth.half_width
        self.size = self.half * character.mouth.expression
        knots = np.array(character.brow.points)
        self.brow_in, self.brow_mid, self.brow_out = knots[0, :2], knots[2, :2], knots[4, :2]
        eye = character.eye
        self.lift = 0.55 * float(self.brow_mid[1] - eye.centre[1] - eye.upper)
        self.cheek = (eye.centre[0] + 0.006, eye.centre[1] - eye.lower - 0.020)
        self.left: dict[str, Field] = {
            "browDown": self._brow_down,
            "browOuterUp": self._brow_outer_up,
            "cheekSquint": self._cheek_squint,
            "noseSneer": self._sneer,
            "mouthSmile": self._smile,
            "mouthFrown": self._frown,
            "mouthDimple": self._dimple,
            "mouthStretch": self._stretch,
            "mouthPress": lambda seats: self._press(seats, self._left(seats)),
            "mouthUpperUp": lambda seats: self._upper_up(seats, self._left(seats)),
            "mouthLowerDown": lambda seats: self._lower_down(seats, self._left(seats)),
        }
        self.middle: dict[str, Field] = {
            "mouthPress": lambda seats: self._press(seats, self._middle(seats)),
            "mouthUpperUp": lambda seats: self._upper_up(seats, self._middle(seats)),
            "mouthLowerDown": lambda seats: self._lower_down(seats, self._middle(seats)),
        }
        self.whole: dict[str, Field] = {
            "browInnerUp": self._brow_inner_up,
            "cheekPuff": self._puff,
            "mouthFunnel": self._funnel,
            "mouthPucker": self._pucker,
            "mouthLeft": self._shift,
            "mouthRollLower": self._roll_lower,
            "mouthRollUpper": self._roll_upper,
            "mouthShrugLower": self._shrug_lower,
            "mouthShrugUpper": self._shrug_upper,
            "mouthClose": self._close,
        }

    def upper(self, seats: Floats) -> Floats:
        """Return 1 on the upper lip's side of the slit, 0 below, blended beyond the corners."""
        x, y = seats.T
        width = np.maximum(1.2 * (np.abs(x) - 0.97 * self.half), 8e-6)
        return smooth(-1, 1, (y - self.lips.slit(x)) / width)

    def part_lips(self, seats: Floats) -> tuple[Floats, Floats]:
        """Return how lips part under pull: (upper, lower) shares, rounded toward the corners."""
        span = np.sqrt(np.clip(1 - (seats[:, 0] / self.half) ** 2, 0, 1))
        upper = self.upper(seats)
        return span * upper * self._near(seats, 0.62), span * (1 - upper) * self._near(seats, 0.70)

    def _left(self, seats: Floats) -> Floats:
        return smooth(0, SIDE * self.half, seats[:, 0])

    def _middle(self, seats: Floats) -> Floats:
        """Return what both sides together leave over between them."""
        return 1 - smooth(0, SIDE * self.half, np.abs(seats[:, 0]))

    def _near(self, seats: Floats, share: float) -> Floats:
        """Return closeness to the slit, fading over `share` of the mouth's half width."""
        off = (seats[:, 1] - self.lips.slit(seats[:, 0])) / (share * self.half + 0.004)
        return np.asarray(np.exp(-(off**2)))

    def _window(self, seats: Floats, x: float, y: float) -> Floats:
        return gaussian(seats, (0, self.character.mouth.height), (x * self.half, y * self.half))

    def _corner(self, seats: Floats) -> Floats:
        """Return the pull at the left corner: a parabola along the lips, a hill beyond."""
        x = seats[:, 0]
        beyond = np.maximum(x - self.half, 0) / (0.55 * self.half + 0.003)
        off = (seats[:, 1] - self.lips.slit(x)) / (0.55 * self.half + 0.008)
        along = np.clip(x / self.half, 0, 1) ** 2.3
        return np.asarray(along * np.exp(-(beyond**2) - off**2))

    def _cheek(self, seats: Floats) -> Floats:
        return gaussian(seats, self.cheek, (0.017, 0.014)) * self._left(seats)

    def _over_lid(self, seats: Floats) -> Floats:
        """Return 0 at the lids and below .. 1 well over them: a rising brow opens no eye."""
        lid = self.lids.upper(np.abs(seats[:, 0]))
        return smooth(0.0005, self.lift, seats[:, 1] - lid)

    def _brow_down(self, seats: Floats) -> Floats:
        inner = gaussian(seats, tuple(self.brow_in), (0.017, 0.013))
        middle = gaussian(seats, tuple(self.brow_mid), (0.018, 0.013))
        side = smooth(0, 0.006, seats[:, 0])
        return move(
            seats, -0.0022 * inner * side, -self.lift * side * (0.75 * inner + 0.35 * middle)
        )

    def _brow_outer_up(self, seats: Floats) -> Floats:
        outer = (0.55 * self.brow_mid + 0.45 * self.brow_out).tolist()
        hill = gaussian(seats, tuple(outer), (0.022, 0.016)) * smooth(0, 0.012, seats[:, 0])
        return move(seats, 0, self.lift * 0.95 * hill * self._over_lid(seats))

    def _brow_inner_up(self, seats: Floats) -> Floats:
        folded = np.abs(seats) * [1, 0] + seats * [0, 1]
        hill = gaussian(folded, tuple(self.brow_in), (0.016, 0.018))
        return move(seats, 0, self.lift * 0.95 * hill * self._over_lid(seats))

    def _cheek_squint(self, seats: Floats) -> Floats:
        cheek = self._cheek(seats)
        return move(seats, 0, 0.0045 * cheek, 0.0020 * cheek)

    def _puff(self, seats: Floats) -> Floats:
        folded = np.abs(seats) * [1, 0] + seats * [0, 1]
        centre = (0.5 * (self.half + 0.052), self.character.mouth.height + 0.004)
        hill = gaussian(folded, centre, (0.018, 0.020))
        return move(seats, 0.0035 * hill * np.sign(seats[:, 0]), 0, 0.0085 * hill)

    def _sneer(self, seats: Floats) -> Floats:
        x, y = self.character.head.wings[:2]
        wing = gaussian(seats, (x, y), (0.009, 0.012)) * smooth(0, 0.006, seats[:, 0])
        upper, _ = self.part_lips(seats)
        lip = 0.10 * self.size * upper * self._left(seats)
        return move(seats, 0.0008 * wing, 0.0045 * wing + lip, 0.0012 * wing)

    def _smile(self, seats: Floats) -> Floats:
        corner, cheek, s = self._corner(seats), self._cheek(seats), self.size
        lift = 0.37 * s * corner + 0.003 * cheek
        return move(seats, 0.24 * s * corner, lift, 0.0018 * cheek - 0.10 * s * corner)

    def _frown(self, seats: Floats) -> Floats:
        corner = self._corner(seats)
        return move(seats, 0.04 * self.size * corner, -0.34 * self.size * corner)

    def _dimple(self, seats: Floats) -> Floats:
        corner = self._corner(seats)
        return move(
            seats, 0.16 * self.size * corner, 0.06 * self.size * corner, -0.16 * self.size * corner
        )

    def _stretch(self, seats: Floats) -> Floats:
        corner = self._corner(seats)
        return move(
            seats, 0.32 * self.size * corner, -0.12 * self.size * corner, -0.08 * self.size * corner
        )

    def _press(self, seats: Floats, side: Floats) -> Floats:
        off = self.lips.slit(seats[:, 0]) - seats[:, 1]
        hold = self._near(seats, 0.45) * self._window(seats, 1.2, 1.0) * side
        return move(seats, 0, 0.42 * off * hold, -0.07 * self.size * hold)

    def _upper_up(self, seats: Floats, side: Floats) -> Floats:
        upper = self.part_lips(seats)[0] * side
        return move(seats, 0, 0.30 * self.size * upper, 0.03 * self.size * upper)

    def _lower_down(self, seats: Floats, side: Floats) -> Floats:
        lower = self.part_lips(seats)[1] * side
        return move(seats, 0, -0.34 * self.size * lower)

    def _funnel(self, seats: Floats) -> Floats:
        hold = self._window(seats, 1.5, 1.15)
        upper, lower = self.part_lips(seats)
        return move(
            seats,
            -0.48 * seats[:, 0] * hold,
            0.18 * self.size * upper - 0.28 * self.size * lower,
            0.26 * self.size * hold,
        )

    def _pucker(self, seats: Floats) -> Floats:
        hold = self._window(seats, 1.5, 1.0)
        off = seats[:, 1] - self.lips.slit(seats[:, 0])
        height = 0.5 * (self.character.mouth.upper + self.character.mouth.lower)
        swell = 0.10 * off + 0.13 * self.size * np.tanh(off / height)
        return move(seats, -0.60 * seats[:, 0] * hold, swell * hold, 0.26 * self.size * hold)

    def _shift(self, seats: Floats) -> Floats:
        return move(seats, 0.36 * self.size * self._window(seats, 1.7, 1.1))

    def _roll(self, seats: Floats, side: Floats, height: float) -> Floats:
        off = self.lips.slit(seats[:, 0]) - seats[:, 1]
        hold = side * np.exp(-((off / (1.6 * height)) ** 2)) * self._window(seats, 1.1, 2)
        return move(seats, 0, 0.62 * off * hold, -0.12 * self.size * hold)

    def _roll_lower(self, seats: Floats) -> Floats:
        return self._roll(seats, 1 - self.upper(seats), self.character.mouth.lower)

    def _roll_upper(self, seats: Floats) -> Floats:
        return self._roll(seats, self.upper(seats), self.character.mouth.upper)

    def _shrug_lower(self, seats: Floats) -> Floats:
        hold = (1 - 0.55 * self.upper(seats)) * self._window(seats, 1.3, 1.4)
        return move(seats, 0, 0.17 * self.size * hold, 0.10 * self.size * hold)

    def _shrug_upper(self, seats: Floats) -> Floats:
        hold = self.upper(seats) * self._window(seats, 1.2, 0.8)
        return move(seats, 0, 0.15 * self.size * hold, 0.08 * self.size * hold)

    def _close(self, seats: Floats) -> Floats:
        off = self.lips.slit(seats[:, 0]) - seats[:, 1]
        hold = self._near(seats, 0.35) * self._window(seats, 1.1, 1.0)
        return move(seats, 0, 0.25 * off * hold, -0.03 * self.size * hold)
