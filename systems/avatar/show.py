"""The show: systems that draw the puppet, put it on a window and into a film."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    Trace,
    system,
)
from systems.avatar.avatars import open_avatar
from systems.avatar.background import Background, parse_background
from systems.avatar.canvas import Canvas
from systems.avatar.desk.desk import MARGIN, Desk
from systems.avatar.desk.expressions import Gains, Mood, shape_weights
from systems.avatar.desk.ink import Sheet
from systems.avatar.desk.place import on_screen
from systems.avatar.desk.plugin import desk_plugin
from systems.avatar.desk.settings import Settings, settings_path
from systems.avatar.desk.style import WindowStyle
from systems.avatar.filming import Filming, add_film_sound, film
from systems.avatar.lost import Continuity, LostPolicy
from systems.avatar.overlay import dotted_preview, make_panel
from systems.avatar.pose import Pose, seated
from systems.avatar.puppet import Display, Rest, pose_puppet, predict_head
from systems.avatar.quality import FAST, FINE, FrameTimes, Quality
from systems.avatar.status_lines import overlay_lines, situation
from systems.avatar.vrm.posing import ARMS
from systems.capture.devices import screens
from systems.capture.preview import PreviewSwitch, preview_plugin
from systems.components import Landmarks, Load, Presence, Preview, Rig, Speech
from systems.track.ladder import Ladder
from systems.track.load import Pace
from systems.voice.lipsync.speak import mouth_plugin


@dataclass(frozen=True, kw_only=True)
class Show:
    """How the puppet is shown.

    Attributes
    ----------
    avatar : str
        Name of a built-in character, or a file.
    size : (width, height)
        px, even numbers.
    headless : bool
        Without a window.
    film : Path or None
        Where to write a film: ``.mp4`` of the tracked picture beside the puppet, or ``.webm`` of
        the puppet alone.
    alone : bool
        The film leaves the tracked picture out, for there is none.
    screenshot : Path or None
        Where to write the last picture, with its alpha.
    background : str or None
        As in ``--background``; None takes the character's own wall, and nothing in a ``.webm``.
    quality : Quality
        `auto` begins fine and goes down where the machine does not keep up with a window.
    rate : float
        Pictures per second of the film.
    mirror : bool
        The puppet moves like a mirror image.
    mouth : float
        Whom the mouth follows where both are there: 0 the camera .. 1 the voice.
    sound : str or None
        What the film sounds like where nobody is listened to: a video, as in ``--source``.
    loop : bool
        That video begins again at its end, and its sound with it.
    mute : bool
        The films have no sound.
    lost : LostPolicy
        What the puppet does while the face is lost.
    pin : int or None
        Number of the one person who is followed.
    settings : Settings
        Gains, expressions, smoothing and hotkeys.
    settings_file : Path
        Where a window saves what is changed in it.
    style : WindowStyle
    arms : float
        Angle of a loaded avatar's upper arms below the horizontal, rad.
    """

    avatar: str = "hana"
    size: tuple[int, int] = (720, 720)
    headless: bool = False
    film: Path | None = None
    alone: bool = False
    screenshot: Path | None = None
    background: str | None = None
    quality: Quality = Quality.AUTO
    rate: float = 30.0
    mirror: bool = False
    mouth: float = 0.5
    sound: str | None = None
    loop: bool = False
    mute: bool = False
    lost: LostPolicy = field(default_factory=LostPolicy)
    pin: int | None = None
    settings: Settings = field(default_factory=Settings)
    settings_file: Path = field(default_factory=lambda: settings_path(None))
    style: WindowStyle = field(default_factory=WindowStyle)
    arms: float = ARMS


@system(Stage.RENDER)
def draw_puppet(avatars: Query[Read[Rig]], canvas: ResMut[Canvas], clock: Res[Clock]) -> None:
    """Draw the avatar into the canvas's framebuffer."""
    with canvas.current():
        canvas.fit()
        for avatar in avatars:
            pose = pose_of(avatar[Rig], clock.now)
            canvas.painter.draw(pose, canvas.view(), canvas.background)


@system(Stage.RENDER)
def present(
    canvas: ResMut[Canvas],
    desk: ResMut[Desk],
    filming: Res[Filming],
    previews: Query[Read[Preview]],
    faces: Query[Read[Landmarks]],
    avatars: Query[Read[Presence]],
    loads: Query[Read[Load]],
    speakers: Query[Read[Speech]],
    switch: ResMut[PreviewSwitch],
    clock: Res[Clock],
    ages: Res[Ages],
    quarantine: Res[Quarantine],
    trace: Res[Trace],
) -> None:
    """Put the drawn picture on the window, and over it what its user wants to see."""
    window, reel = canvas.window, filming.reel
    assert window is not None, "a desk stands before a window"
    filmed = None if reel is None else reel.seconds(clock.now)
    sheets = desk.sheets(window.size, window.scale, clock.now, filmed)
    if desk.controls.overlay:
        lines = situation(avatars, loads, speakers)
        lines += overlay_lines(clock, ages, quarantine, trace)
        panel = make_panel(dotted_preview(previews, faces), lines)
        top = window.size[1] - MARGIN - panel.shape[0]
        sheets.insert(0, Sheet(panel, MARGIN, top))
    switch.on = desk.controls.overlay or (reel is not None and not reel.alone)
    window.show(canvas.painter.framebuffer, sheets)


@system(Stage.RENDER)
def keep_pace(times: ResMut[FrameTimes], pace: ResMut[Pace], clock: Res[Clock]) -> None:
    """Tell the ladder how fast is drawn."""
    pace.seconds = times.add(clock.dt)


@system(Stage.RENDER)
def draw_as_afforded(canvas: ResMut[Canvas], ladder: Res[Ladder]) -> None:
    """Draw in the tier of the present rung."""
    tier = FAST if ladder.rung.fast else FINE
    if canvas.tier is not tier:
        canvas.take(tier)


def pose_of(rig: Rig, now: float) -> Pose:
    """Return what the painter draws for a rig at a time (s); the head turns on a resting neck."""
    return Pose(
        weights=rig.weights,
        head_rotation=rig.head_rotation,
        head_translation=rig.head_translation + seated(rig.head_rotation),
        gaze_left=rig.gaze_left,
        gaze_right=rig.gaze_right,
        blush=float(rig.blush),
        tint=(float(rig.tint[0]), float(rig.tint[1]), float(rig.tint[2])),
        time=now,
    )


def puppet_plugin(app: App) -> None:
    """Draw the avatar that the app's `Show` asks for, on a window or headless, and film it."""
    show = app.draw.world.resource(Show)
    canvas = open_canvas(show)
    filming = Filming(show.rate)
    app.on_close(canvas.close)
    app.draw.world.insert(canvas)
    app.draw.world.insert(canvas.parts)
    app.draw.world.insert(filming)
    app.insert(Display(mirror=show.mirror, pin=show.pin)).insert(Rest())
    app.insert(Continuity(show.lost))
    app.insert(Gains.of(show.settings.gain)).insert(Mood(show.settings.all_expressions()))
    app.insert(PreviewSwitch(on=show.film is not None))
    app.draw.world.spawn(Rig)
    app.add(predict_head, pose_puppet, partial(mouth_plugin, balance=show.mouth), shape_weights)
    if canvas.window is not None:
        app.add(partial(desk_plugin, settings=show.settings, path=show.settings_file))
    app.add(draw_puppet, preview_plugin, film)
    if canvas.window is not None:
        app.add(present)
    if app.draw.world.find(Ladder) is not None:
        app.draw.world.insert(FrameTimes())
        app.add(keep_pace)
        if show.quality is Quality.AUTO:
            app.add(draw_as_afforded)
    if not show.mute:
        filmable = show.film is not None or not show.headless
        add_film_sound(app, filming, show.sound if filmable else None, loop=show.loop)
    app.on_close(filming.stop)
    if show.film is not None:
        filming.start(show.film, show.size, alone=show.alone)
    if show.screenshot is not None:
        app.on_close(partial(canvas.screenshot, show.screenshot))


def open_canvas(show: Show) -> Canvas:
    """Return the canvas that a show asks for, with its background."""
    avatar = open_avatar(show.avatar, arms=show.arms)
    background: Background = avatar.wall
    if show.background is not None:
        background = parse_background(show.background)
    elif show.film is not None and show.film.suffix.lower() == ".webm":
        background = None
    if show.background is None and show.style.transparent:
        background = None
    canvas = Canvas(
        avatar,
        show.size,
        background,
        headless=show.headless,
        style=show.style,
        place=None if show.headless else on_screen(show.settings.window.place, screens()),
        tier=FAST if show.quality is Quality.FAST else FINE,
        arms=show.arms,
    )
    canvas.avatar = show.avatar
    return canvas
