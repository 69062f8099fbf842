"""The jaw's bone and what hangs on it: chin, lower lip, lower teeth and tongue."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.contours import Lips
from systems.avatar.hull import Floats
from systems.avatar.surface import smooth

HINGE = np.array([0.0, 0.002, -0.012])  # m; between the joints in front of the ears
SLIDE = 0.0075  # m of the chin forward or aside
TONGUE_BEYOND = 0.014  # m of the tongue's way out at tongueOut 1, beside TONGUE_REACH
TONGUE_REACH = 1.15  # of the same way, over the mouth's half width
TONGUE_DROP = 1.0  # of its tip, which bends down, over the same
TONGUE_LIFT = 0.0090  # m, which carries the tongue over the lower lip
CORNER_DROP = 0.28  # of the mouth's corners at jawOpen 1, over its half width
MEETING = 0.30  # height of lips closed over an open jaw, share of the jaw's drop
PARTED = 0.30  # share of jawOpen that tongueOut brings along, so that the tongue gets out


class JawShapes:
    """Motion of points that ride on the jaw."""

    names = ("jawOpen", "jawForward", "jawLeft", "tongueOut")

    def __init__(self, character: Character) -> None:
        self.mouth, self.lips = character.mouth, Lips(character.mouth)

    def bone(self, name: str, points: Floats) -> Floats:
        """Return the bone's displacement at `points` (N, 3), m."""
        if name == "jawForward":
            return np.broadcast_to([0, 0, SLIDE], points.shape)
        if name == "jawLeft":
            return np.broadcast_to([SLIDE, 0, 0], points.shape)
        angle = self.mouth.opening * (PARTED if name == "tongueOut" else 1)
        cosine, sine = np.cos(angle), np.sin(angle)
        turn = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
        return np.asarray((points - HINGE) @ (turn - np.eye(3)).T)

    def skin(self, name: str, points: Floats, seats: Floats) -> Floats:
        """Return the skin's displacement: the bone's, fading toward cheeks and neck."""
        ahead = smooth(-0.055, 0.0, points[:, 2])
        motion = self.bone(name, points) * (self.share(seats) * ahead)[:, None]
        if name in ("jawForward", "jawLeft"):
            return motion
        amount = self.mouth.opening / 0.36 * (PARTED if name == "tongueOut" else 1)
        return np.asarray(motion + amount * self._pull(seats))

    def _pull(self, seats: Floats) -> Floats:
        """Return what an open jaw does to the skin beside its bone: a round mouth, (N, 3) m."""
        half, slit = self.mouth.half_width, self.lips.slit(seats[:, 0])
        folded = np.abs(seats[:, 0])
        corner = np.exp(-((folded - half) ** 2 + (seats[:, 1] - slit) ** 2) / half**2)
        over = (seats[:, 1] - slit) / (0.6 * half)
        arch = np.clip(1 - (folded / half) ** 2, 0, 1) * np.exp(-(over**2)) * (over > 0)
        down = -CORNER_DROP * half * corner + 0.22 * half * arch
        return np.stack([-0.17 * seats[:, 0] * corner, down, 0 * folded], 1)

    def share(self, seats: Floats) -> Floats:
        """Return how far skin follows the bone, 0..1: a rounded opening that widens downward."""
        x = np.abs(seats[:, 0])
        drop = self.lips.slit(seats[:, 0]) - seats[:, 1]
        width = self.mouth.half_width + 2.0 * np.maximum(drop, 0)
        power = 0.5 + 1.5 * smooth(0, 0.020, drop)
        inside = np.clip(1 - (x / width) ** 2, 0, 1) ** power
        return np.where(drop > 0, inside, 0)

    def tongue(self, points: Floats, along: Floats) -> Floats:
        """Return the way of the tongue's points at tongueOut 1; `along` is 0 at its root."""
        half = self.mouth.half_width
        out = smooth(0.15, 1.0, along)
        bend = np.maximum(along - 0.55, 0) / 0.45
        motion = np.zeros_like(points)
        motion[:, 0] = 0.10 * points[:, 0] * out
        motion[:, 1] = TONGUE_LIFT * out - half * TONGUE_DROP * bend**2
        motion[:, 2] = (TONGUE_BEYOND + half * TONGUE_REACH) * out * (1 - 0.18 * bend**2)
        return motion + self.bone("tongueOut", points)

    def close(self, points: Floats, seats: Floats) -> Floats:
        """Return what closes the lips over an open jaw (jawOpen and mouthClose both 1).

        Lips leave the open jaw for one line between where its corners and its middle have gone.
        """
        half, x = self.mouth.half_width, seats[:, 0]
        slit = self.lips.slit(x)
        below = self.share(np.stack([x, slit - 1e-5], 1))
        corner = -CORNER_DROP * half * self.mouth.opening / 0.36
        meeting = corner + MEETING * below * self.bone("jawOpen", points)[:, 1]
        opened = self.skin("jawOpen", points, seats)
        off = (seats[:, 1] - slit) / (0.5 * (self.mouth.upper + self.mouth.lower) + 0.5 * half)
        hold = np.exp(-(off**2)) * smooth(2.2 * half, 0.95 * half, np.abs(x))
        return hold[:, None] * np.stack([0 * x, meeting - opened[:, 1], -opened[:, 2]], 1)
