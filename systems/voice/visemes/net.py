"""Visemes from log-mel rows, as they come."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError
from systems.topology import VISEMES
from systems.track.contract import Contract
from systems.track.runtimes import OnnxModel
from systems.voice.framing import STEP, Samples, sliced
from systems.voice.mel import BANDS, LogMel
from systems.voice.visemes.normalise import Normaliser
from systems.voice.visemes.place import SHIPPED
from systems.voice.visemes.profile import load_profile, net_hash

Floats = NDArray[np.float32]

PAST: Final = 30
AHEAD: Final = 5
"""Rows of 10 ms before and after the one that is described: 50 ms of look-ahead."""

SPAN: Final = PAST + 1 + AHEAD

BLOCK: Final = 64
"""Rows that one run takes where many have come at once."""

CONTRACT: Final = Contract(
    "visemes",
    input=(None, SPAN, BANDS),
    outputs=((None, len(VISEMES)), (BANDS,)),
)
"""Windows of normalised log-mel in; probabilities, and the prior of the normaliser, out."""


class VisemeNet:
    """Fifteen visemes from a stream of log-mel rows.

    Parameters
    ----------
    path : Path, optional
        A net of `train visemes`; the one that comes with Bunraku by default.
    profile : Path, optional
        A person's, by `train visemes --adapt`.

    Attributes
    ----------
    delay : float
        Seconds of look-ahead: from a row of log-mel to the last one that its visemes need.

    Raises
    ------
    FileError
        If a file is missing, or the profile is none.
    ModelError
        If the net is none.
    DataError
        If the profile was made for another net.

    Notes
    -----
    About 40 us a row when rows come one by one, the log-mel not included.
    """

    delay = AHEAD * STEP

    def __init__(self, path: Path | None = None, profile: Path | None = None) -> None:
        path = path or SHIPPED
        content = _content(path)
        model = OnnxModel(str(path), content, CONTRACT)
        self._one = model.bind((1, SPAN, BANDS))
        self._many = model.bind((BLOCK, SPAN, BANDS))
        self._profile = load_profile(profile, net_hash(content)) if profile else None
        self._normaliser = Normaliser(self._profile.prior if self._profile else self._one.run()[1])
        self.reset()

    def reset(self) -> None:
        """Begin a new stream."""
        self._normaliser.reset()
        self._rows: Floats = np.zeros((0, BANDS), np.float32)

    def push(self, mel: Floats) -> Floats:
        """Take (n, 40) rows of `LogMel` and return the (m, 15) visemes that they complete.

        Row k describes the row of log-mel k of the stream; each sums to 1. The first comes with
        the sixth row, and later ones come one for one.
        """
        return self._describe([self._fit(self._normaliser.push(row)) for row in mel])

    def finish(self) -> Floats:
        """Return the last 5 rows of a stream, as if its last sound went on, and begin anew."""
        visemes = self._describe([*self._rows[-1:]] * AHEAD)
        self.reset()
        return visemes

    def _fit(self, row: Floats) -> Floats:
        return row @ self._profile.matrix + self._profile.bias if self._profile else row

    def _describe(self, rows: list[Floats]) -> Floats:
        if not rows:
            return np.zeros((0, len(VISEMES)), np.float32)
        before = self._rows if len(self._rows) else np.repeat(rows[0][None], PAST, axis=0)
        stream = np.concatenate([before, np.stack(rows)])
        self._rows = stream[1 - SPAN :]
        if len(stream) < SPAN:
            return np.zeros((0, len(VISEMES)), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(stream, SPAN, axis=0)
        return self._run(windows.transpose(0, 2, 1))

    def _run(self, windows: Floats) -> Floats:
        visemes = np.empty((len(windows), len(VISEMES)), np.float32)
        whole = len(windows) - len(windows) % BLOCK
        for start in range(0, whole, BLOCK):
            self._many.input()[...] = windows[start : start + BLOCK]
            visemes[start : start + BLOCK] = self._many.run()[0]
        for place in range(whole, len(windows)):
            self._one.input()[0] = windows[place]
            visemes[place] = self._one.run()[0][0]
        return visemes


def visemes(samples: Samples, net: VisemeNet | None = None) -> Floats:
    """Return the (T, 15) visemes of mono sound at 16 kHz, row k those of second 0.0125 + k / 100.

    Parameters
    ----------
    samples : ndarray, (n,) float32
        -1..1; T is the number of whole windows of 25 ms, one each 10 ms.
    net : VisemeNet, optional
        Which is reset; the shipped one by default.
    """
    net = net or VisemeNet()
    net.reset()
    mel = LogMel()
    rows = [net.push(mel.push(block)) for block in sliced(samples)]
    return np.concatenate([*rows, net.finish()])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"there is no viseme net {path}"
        raise FileError(msg, fix="make one: python -m engine train visemes --out FILE") from error
