"""The eyeball: how large it is, where it lies, and when it is seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

LIMBUS: Final = 5.85e-3
"""Radius of the iris's rim, metres: half of 11.7 mm, the adult mean that MediaPipe Iris uses."""


@dataclass(frozen=True, slots=True)
class EyeballModel:
    """The eyeball in the face, metres and radians.

    Attributes
    ----------
    radius : float
        Of the eyeball. Adults: 24.2 mm across (Bekerman, Gottlieb & Vaiman, J. Ophthalmol. 2014).
    depth : float
        How far its centre lies behind the middle of the eye corners. Among 6, 7.5 and 9 mm this one
        leaves the least of a head turn in the gaze of people who keep looking into the lens.
    rise : float
        How far its centre lies above that middle: the corners hang below the pupil. 1.4 +- 0.5 mm
        over ten people who look into the lens.
    outward : float
        How far it lies to the temple's side of that middle. Without it the eyes of two people on
        film and of our own characters part by 7 to 13 degrees; with it they cross by 5 to 9, and
        looking at the camera asks for 5 to 6.
    shut, open : float
        Lid openings (`lids.Lids.opening`) between which an eye goes from hidden to plainly seen.
    seen, hidden : float
        Angles between the face and the line of sight, turning away, over which the nose and the
        eyeball's own curve come to hide the far eye: beyond 20 degrees it errs by 10 to 15.
    usual, farthest : float
        Angles from straight ahead over which an iris stops being believed: eyes turn by 45 +- 7
        degrees to either side, 47 +- 8 down and 28 +- 8 up (Lee et al., Eye 33, 2019). What is
        measured beyond is no iris, but a hand or somebody else before the face.
    nearest : float
        Largest angle at which the eyes cross, looking at a finger held up; they never part.
    doubt : float
        How far from the last gaze one eye may be before the other is believed rather: a glint on
        glasses moves one iris, a glance moves both.
    """

    radius: float = 12e-3
    depth: float = 7.5e-3
    rise: float = 1.4e-3
    outward: float = 1.6e-3
    shut: float = 0.45
    open: float = 0.65
    seen: float = math.radians(10)
    hidden: float = math.radians(45)
    usual: float = math.radians(45)
    farthest: float = math.radians(60)
    nearest: float = math.radians(25)
    doubt: float = math.radians(12)

    @property
    def reach(self) -> float:
        """Distance from the eyeball's centre to the middle of the iris's rim, a chord."""
        return math.sqrt(self.radius**2 - LIMBUS**2)
