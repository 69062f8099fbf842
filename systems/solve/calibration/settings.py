"""How the calibration of a run is chosen: none, automatic, or a profile that is watched."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import BunrakuError, FileError, UsageError
from systems.solve.calibration.measures import MEASURE, NAMES
from systems.solve.calibration.profile import Profile, read_profile
from systems.solve.calibration.response import Response
from systems.solve.calibration.running import Running, automatic, trust
from systems.user_files import user_file

Floats = NDArray[np.float32]

log = logging.getLogger("bunraku")

LOOK_EVERY: Final = 0.5
"""Seconds between looks at the profile's file; one costs a few microseconds."""


class Calibration:
    """The calibration of a run.

    Parameters
    ----------
    path : Path or None
        The profile, read again whenever it is saved; None learns the neutral while running.

    Attributes
    ----------
    profile : Profile or None
    patches : (450,) or (0,) float32
        The profile's neutral patches, if it has them.

    Raises
    ------
    FileError
        If the profile cannot be read or says something that cannot be meant.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.profile: Profile | None = None
        self.patches = np.zeros(0, np.float32)
        self._saved = self._time()
        self._look_at = 0.0
        if path is not None:
            self._take(read_profile(path))

    @property
    def estimates(self) -> bool:
        """Whether the mesh may help with shapes that the net sees badly."""
        return self.profile is None or self.profile.estimates

    def response(self, state: Running) -> Response:
        """Return the curves: the profile's, or those of what has been learned so far."""
        return automatic(state) if self.profile is None else self._response

    def neutral(self, state: Running) -> tuple[Floats, float]:
        """Return the neutral's measures (11,) and how far to trust them, 0..1.

        What the profile does not have is taken from what has been learned so far.
        """
        if self.profile is None:
            return state.measures, trust(state)
        known = np.isfinite(self._measures)
        sure = 1.0 if known.all() else trust(state)
        return np.where(known, self._measures, state.measures), sure

    def _take(self, profile: Profile) -> None:
        self.profile = profile
        self.patches = np.array(profile.neutral.patches, np.float32)
        self._response = Response.of(profile)
        self._measures = known_measures(profile)

    def look(self) -> None:
        """Read the profile again if its file has changed; a mistake in it is logged."""
        now = time.monotonic()
        if self.path is None or now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY
        saved = self._time()
        if saved == self._saved:
            return
        self._saved = saved
        try:
            self._take(read_profile(self.path))
        except BunrakuError as error:
            log.warning("the profile stays as it was: %s", error)

    def _time(self) -> tuple[int, int] | None:
        try:
            state = self.path.stat() if self.path is not None else None
        except OSError:
            return None
        return None if state is None else (state.st_mtime_ns, state.st_size)


def known_measures(profile: Profile) -> Floats:
    """Return the neutral's measures (11,), NaN where the profile does not have one."""
    known = np.full(len(NAMES), np.nan, np.float32)
    for name, value in profile.neutral.measures.items():
        known[MEASURE[name]] = value
    return known


def profile_path(wanted: str) -> Path:
    """Return the file of a profile: a path that ends in ``.toml``, or a name in the user's folder.

    ``BUNRAKU_SETTINGS`` names another folder than the user's own.

    Raises
    ------
    UsageError
        If it can be neither.
    """
    return user_file("--user", wanted, "users")


def order_calibration(user: str | None, preset: str = "default") -> Calibration:
    """Return the calibration that ``--user`` asks for, automatic without one.

    Raises
    ------
    UsageError, FileError
        If the profile cannot be meant, is not there or cannot be read, or the preset has no use
        for one.
    """
    if user is None:
        return Calibration()
    if preset == "mediapipe":
        msg = f"--user {user} has no meaning with --preset mediapipe"
        raise UsageError(msg, fix="leave one of the two out")
    path = profile_path(user)
    if not path.is_file():
        msg = f"there is no profile {path}"
        raise FileError(msg, fix=f"make it: python -m engine calibrate 0 --user {user}")
    return Calibration(path)
