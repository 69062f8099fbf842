"""The show: systems that draw the puppet, put it on a window and into a film."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import (
    Ages,
    App,
    Clock,
    Quarantine,
    Query,
    Read,
    Res,
    ResMut,
    Stage,
    Stop,
    Trace,
    system,
)
from systems.avatar.canvas import Canvas
from systems.avatar.character import load_character
from systems.avatar.film import Film
from systems.avatar.overlay import draw_landmarks, make_panel, side_by_side
from systems.avatar.pose import Pose, bust, seated
from systems.avatar.puppet import Display, Rest, pose_puppet, predict_head
from systems.capture.preview import PreviewSwitch, preview_plugin
from systems.components import Landmarks, Preview, Rig

BACKGROUND = (0.62, 0.72, 0.84)
"""sRGB behind the puppet."""


@dataclass(frozen=True, kw_only=True)
class Show:
    """How the puppet is shown.

    Attributes
    ----------
    avatar : str
        Name of a built-in character.
    size : (width, height)
        px, even numbers.
    headless : bool
        Without a window.
    film : Path or None
        Where to write a film of the tracked picture beside the puppet.
    rate : float
        Pictures per second of the film.
    mirror : bool
        The puppet moves like a mirror image.
    """

    avatar: str = "hana"
    size: tuple[int, int] = (720, 720)
    headless: bool = False
    film: Path | None = None
    rate: float = 30.0
    mirror: bool = False


class FilmReel:
    """The film being written, on the run's own time line."""

    def __init__(self, path: Path, size: tuple[int, int], rate: float) -> None:
        self._film = Film(path, (2 * size[0], size[1]), rate)
        self._rate = rate
        self._start: float | None = None

    def add(self, picture: NDArray[np.uint8], now: float) -> None:
        """Show a picture from time `now` until the next; one that lasts no frame is left out."""
        self._start = now if self._start is None else self._start
        due = int((now - self._start) * self._rate + 1e-6) + 1
        while self._film.frames < due:
            self._film.write(picture)

    def close(self) -> None:
        """Finish the file. Closing twice is harmless."""
        self._film.close()


@system(Stage.RENDER)
def draw_puppet(avatars: Query[Read[Rig]], canvas: ResMut[Canvas]) -> None:
    """Draw the avatar into the canvas's framebuffer."""
    with canvas.current():
        canvas.fit()
        for avatar in avatars:
            canvas.painter.draw(pose_of(avatar[Rig]), bust(), BACKGROUND)


@system(Stage.RENDER)
def present(
    canvas: ResMut[Canvas],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    switch: ResMut[PreviewSwitch],
    clock: Res[Clock],
    ages: Res[Ages],
    quarantine: Res[Quarantine],
    trace: Res[Trace],
    stop: ResMut[Stop],
) -> None:
    """Put the drawn picture, and the overlay if it is wanted, on the window."""
    window = canvas.window
    if window is None:
        return
    switch.on = window.overlay
    panel = None
    if window.overlay:
        lines = overlay_lines(clock, ages, quarantine, trace)
        panel = make_panel(dotted_preview(previews, faces), lines)
    window.show(canvas.painter.framebuffer, panel)
    if window.closed:
        stop.ask()


@system(Stage.RENDER)
def film(
    canvas: ResMut[Canvas],
    reel: ResMut[FilmReel],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    clock: Res[Clock],
) -> None:
    """Add the tracked picture and the puppet beside it to the film."""
    with canvas.current():
        puppet = canvas.painter.read()[..., :3]
    camera = dotted_preview(previews, faces)
    empty = np.zeros((2, 2, 3), np.uint8)
    reel.add(side_by_side(puppet, empty if camera is None else camera), clock.now)


def pose_of(rig: Rig) -> Pose:
    """Return what the painter draws for a rig; the head turns on a resting neck."""
    return Pose(
        weights=rig.weights,
        head_rotation=rig.head_rotation,
        head_translation=rig.head_translation + seated(rig.head_rotation),
        gaze_left=rig.gaze_left,
        gaze_right=rig.gaze_right,
        blush=float(rig.blush),
        tint=(float(rig.tint[0]), float(rig.tint[1]), float(rig.tint[2])),
    )


def dotted_preview(
    previews: Query[Read[Preview]], faces: Query[Read[Landmarks]]
) -> NDArray[np.uint8] | None:
    """Return a copy of the camera preview with every face's landmarks; None before the first."""
    row = previews.first()
    if row is None or not row[Preview].size[0]:
        return None
    preview = row[Preview]
    width, height = preview.size
    picture: NDArray[np.uint8] = preview.picture[:height, :width].copy()
    for face in faces:
        draw_landmarks(picture, face[Landmarks].points * preview.scale)
    return picture


def overlay_lines(clock: Clock, ages: Ages, quarantine: Quarantine, trace: Trace) -> list[str]:
    """Return what the overlay says: ages, drops, milliseconds, and systems that were skipped."""
    age = 1000 * (clock.now - ages.tracked_at)
    rate = 1 / clock.dt if clock.dt > 0 else 0.0
    costs = [f"{t.name} {t.median:.1f} ms" for t in trace.table() if t.median >= 0.1]
    skipped = [f"skipped: {name}" for name in quarantine]
    return [f"age {age:.0f} ms, dropped {ages.dropped}", f"draw {rate:.0f} fps", *costs, *skipped]


def puppet_plugin(app: App) -> None:
    """Draw the avatar that the app's `Show` asks for, on a window or headless, and film it."""
    show = app.draw.world.resource(Show)
    canvas = Canvas(load_character(show.avatar), show.size, headless=show.headless)
    app.draw.world.insert(canvas)
    app.on_close(canvas.close)
    app.insert(Display(mirror=show.mirror)).insert(Rest())
    app.insert(PreviewSwitch(on=show.film is not None))
    app.draw.world.spawn(Rig)
    app.add(predict_head, pose_puppet, draw_puppet, preview_plugin)
    if canvas.window is not None:
        app.add(present)
    if show.film is not None:
        reel = FilmReel(show.film, show.size, show.rate)
        app.draw.world.insert(reel)
        app.on_close(reel.close)
        app.add(film)
