"""A user script that darkens the camera for a second now and then, and keeps what comes of it.

At the start every rung of the ladder is visited, with a darkness on each: the detector keeps
buffers of up to 25 MB for every size of its input, and the ladder would put them off to whenever
the machine is busy.
"""

import os
from array import array
from pathlib import Path

import numpy as np

from engine import App, Clock, Query, Read, Res, ResMut, Stage, Stop, World, fresh, system
from systems.capture.frame import Frame
from systems.components import HeadPose, Load, Presence
from systems.track.detections import Detector
from systems.track.ladder import RUNGS, Ladder

STATM = Path("/proc/self/statm")  # sizes in pages; the second is what is resident
EVERY, DARK = 20.0, 1.0  # seconds from one darkness to the next, and its length
VISIT = 2 * DARK  # seconds on each rung at the start
WARM = VISIT * len(RUNGS)


class Soak(dict[str, array]):
    """Arrays of equal length, one item for every drawn frame."""

    began = None


def dark(now: float, soak: Soak) -> bool:
    since = 0.0 if soak.began is None else now - soak.began
    return since % VISIT < DARK if since < WARM else since % EVERY > EVERY - DARK


@system(Stage.CAPTURE, when=fresh(Frame))
def darken(frame: Res[Frame], soak: Res[Soak]) -> None:
    if dark(frame.captured_at, soak):
        frame.image[:] = 0


@system(Stage.CAPTURE, when=fresh(Frame))
def visit_rungs(world: World, ladder: ResMut[Ladder], frame: Res[Frame], soak: Res[Soak]) -> None:
    since = 0.0 if soak.began is None else frame.captured_at - soak.began
    rung = int(since // VISIT) if 0 <= since < WARM else 0
    if since < WARM + 1 and rung != ladder.at:
        ladder.at = rung
        world.insert(ladder.rung)
        world.resource(Detector).limit = ladder.rung.detector


@system(Stage.RENDER)
def keep(
    avatars: Query[Read[Presence]],
    faces: Query[Read[HeadPose]],
    loads: Query[Read[Load]],
    clock: Res[Clock],
    soak: ResMut[Soak],
    stop: ResMut[Stop],
) -> None:
    if soak.began is None:
        soak.began = clock.now
    captured = [float(face[HeadPose].captured_at) for face in faces]
    soak["now"].append(clock.now - soak.began)
    soak["age"].append(clock.now - captured[0] if captured else np.nan)
    soak["absent"].extend(float(avatar[Presence].absent) for avatar in avatars)
    soak["person"].extend(float(avatar[Presence].person) for avatar in avatars)
    soak["rung"].extend(float(load[Load].rung) for load in loads)
    soak["resident"].append(int(STATM.read_text().split()[1]) * 4096)
    if clock.now - soak.began > float(os.environ["SOAK_SECONDS"]):
        stop.ask()


def plugin(app: App) -> None:
    names = ("now", "age", "absent", "person", "rung", "resident")
    soak = Soak({name: array("d") for name in names})
    app.insert(soak)
    app.on_close(lambda: np.savez("soak.npz", **{name: np.array(soak[name]) for name in names}))
