"""A user script that keeps the drawn face's age and the memory in use, in ages.npz."""

import tracemalloc
from array import array
from pathlib import Path

import numpy as np

from engine import App, Clock, Query, Read, Res, ResMut, Stage, system
from systems.components import HeadPose

STATM = Path("/proc/self/statm")  # sizes in pages; the second is what is resident


class Kept(dict[str, array]):
    """Arrays of equal length, one item for every picture drawn with a face."""


@system(Stage.RENDER)
def keep_ages(faces: Query[Read[HeadPose]], clock: Res[Clock], kept: ResMut[Kept]) -> None:
    for face in faces:
        kept["age"].append(clock.now - float(face[HeadPose].captured_at))
        kept["captured_at"].append(float(face[HeadPose].captured_at))
        kept["drawn_at"].append(clock.now)
        resident = int(STATM.read_text().split()[1]) * 4096 if STATM.exists() else 0
        kept["resident"].append(resident)
        kept["traced"].append(tracemalloc.get_traced_memory()[0])


def plugin(app: App) -> None:
    names = ("age", "captured_at", "drawn_at", "resident", "traced")
    kept = Kept({name: array("d") for name in names})
    app.insert(kept)
    app.on_close(lambda: np.savez("ages.npz", **kept))
