"""A user script that keeps what the puppet was drawn with, in rigs.npz of the working folder."""

import numpy as np

from engine import App, Query, Read, ResMut, Stage, system
from systems.components import Rig

COLUMNS = ("weights", "head_rotation", "head_translation", "gaze_left", "gaze_right", "blush")


class Kept(list):
    """One tuple of arrays for every picture drawn."""


@system(Stage.RENDER)
def keep_rigs(rigs: Query[Read[Rig]], kept: ResMut[Kept]) -> None:
    for rig in rigs:
        kept.append([getattr(rig[Rig], column).copy() for column in COLUMNS])


def plugin(app: App) -> None:
    kept = Kept()
    app.insert(kept)
    app.on_close(
        lambda: np.savez("rigs.npz", **dict(zip(COLUMNS, zip(*kept, strict=True), strict=True)))
    )
