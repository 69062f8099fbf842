"""The show: systems that draw the puppet, put it on a window and into a film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

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
from engine.errors import UsageError
from systems.avatar.background import Background, parse_background
from systems.avatar.canvas import Canvas
from systems.avatar.character import load_character
from systems.avatar.film import film_format
from systems.avatar.filming import FilmReel, film
from systems.avatar.overlay import dotted_preview, make_panel
from systems.avatar.pose import Pose, bust, seated
from systems.avatar.puppet import Display, Rest, pose_puppet, predict_head
from systems.capture.preview import PreviewSwitch, preview_plugin
from systems.capture.sources import parse_size
from systems.components import Landmarks, Preview, Rig


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
        Where to write a film: ``.mp4`` of the tracked picture beside the puppet, or ``.webm`` of
        the puppet alone.
    screenshot : Path or None
        Where to write the last picture, with its alpha.
    background : str or None
        As in ``--background``; None takes the character's own wall, and nothing in a ``.webm``.
    rate : float
        Pictures per second of the film.
    mirror : bool
        The puppet moves like a mirror image.
    """

    avatar: str = "hana"
    size: tuple[int, int] = (720, 720)
    headless: bool = False
    film: Path | None = None
    screenshot: Path | None = None
    background: str | None = None
    rate: float = 30.0
    mirror: bool = False


@system(Stage.RENDER)
def draw_puppet(avatars: Query[Read[Rig]], canvas: ResMut[Canvas]) -> None:
    """Draw the avatar into the canvas's framebuffer."""
    with canvas.current():
        canvas.fit()
        for avatar in avatars:
            canvas.painter.draw(pose_of(avatar[Rig]), bust(), canvas.background)


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
    canvas = open_canvas(show)
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
    if show.screenshot is not None:
        app.on_close(partial(canvas.screenshot, show.screenshot))


def open_canvas(show: Show) -> Canvas:
    """Return the canvas that a show asks for, with its background."""
    character = load_character(show.avatar)
    background: Background = character.colours.background
    if show.background is not None:
        background = parse_background(show.background)
    elif show.film is not None and show.film.suffix.lower() == ".webm":
        background = None
    return Canvas(character, show.size, background, headless=show.headless)


def order_show(
    avatar: str,
    window: str,
    source: str,
    *,
    headless: bool,
    mirror: bool | None = None,
    film: Path | None = None,
    screenshot: Path | None = None,
    background: str | None = None,
) -> Show:
    """Return the show that the words of a command line ask for.

    Raises
    ------
    UsageError
        If `window` is no size, or a film cannot have it, or a file has the wrong suffix.
    """
    width, height = parse_size(window, "--window")
    if film is not None:
        film_format(film)
        if width % 2 or height % 2:
            msg = f"a film's sides must be even, got --window {window}"
            raise UsageError(msg, fix="write --window 720x720")
    if screenshot is not None and screenshot.suffix.lower() != ".png":
        msg = f"{screenshot} is no name of a PNG picture"
        raise UsageError(msg, fix="let it end in .png")
    camera = source == "auto" or source.isdecimal()
    return Show(
        avatar=avatar,
        size=(width, height),
        headless=headless,
        film=film,
        screenshot=screenshot,
        background=background,
        mirror=camera and not headless if mirror is None else mirror,
    )
