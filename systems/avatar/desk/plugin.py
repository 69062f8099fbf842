"""Puts a desk before a canvas that has a window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from engine import App, Clock, Res, ResMut, Stage, Stop, World, system
from systems.avatar.canvas import Canvas
from systems.avatar.desk.controls import Controls
from systems.avatar.desk.desk import Desk
from systems.avatar.desk.effects import Effects
from systems.avatar.desk.hotkeys import listing
from systems.avatar.desk.settings import Settings
from systems.avatar.puppet import Display
from systems.avatar.window import Window
from systems.capture.switch import Switch
from systems.toml_file import save


@system(Stage.RENDER)
def hear_user(
    desk: ResMut[Desk], canvas: ResMut[Canvas], stop: ResMut[Stop], clock: Res[Clock]
) -> None:
    """Carry out what the user did at the window since the last frame."""
    window = canvas.window
    assert window is not None, "a desk stands before a window"
    window.poll()
    for event in window.take():
        for wish in desk.controls.hear(event, window.size, window.scale):
            desk.obey(wish, clock.now)
    desk.save(clock.now)
    canvas.control = desk.controls.shown(window.size, window.scale)
    if window.closed:
        stop.ask()


def _switchable(world: World, _last_run: int) -> bool:
    return world.find(Switch) is not None


@system(Stage.RENDER, when=_switchable)
def hear_switch(desk: ResMut[Desk], switch: ResMut[Switch], clock: Res[Clock]) -> None:
    """Show why a camera could not be opened, and that the old one goes on."""
    failure = switch.take_failure()
    if failure is not None:
        desk.notices.warn(failure, clock.now)
        desk.note(("source",), switch.spec)


def desk_plugin(app: App, settings: Settings, path: Path) -> None:
    """Add a desk; `settings` were read from `path`, where changes are saved."""
    world = app.draw.world
    window = world.resource(Canvas).window
    assert window is not None, "a desk stands before a window"
    effects, bound = Effects(app, settings), settings.keys()
    desk = Desk(
        Controls(bound, effects.menu, borderless=window.style.borderless),
        path,
        listing(bound, settings.all_expressions()),
        acts={
            "record": effects.record,
            "screenshot": effects.screenshot,
            "quit": effects.quit,
            **{name: partial(effects.press, name) for name in settings.all_expressions()},
        },
        effects={
            "source": effects.set_source,
            "sound": effects.set_sound,
            "avatar": effects.set_avatar,
            "mirror": effects.set_mirror,
            "smoothing": effects.set_smoothing,
            "gain": effects.set_gain,
        },
        move=window.move,
    )
    desk.acts = {**desk.acts, "mirror": partial(_flip, desk, world.resource(Display))}
    world.insert(desk)
    app.add(hear_user, hear_switch)
    app.on_close(partial(remember_place, window, settings, path))


def remember_place(window: Window, settings: Settings, path: Path) -> None:
    """Save where the window is and how large, if that is new."""
    place, size = window.place, window.size
    if (place, size) != (settings.window.place, settings.window.size):
        save(path, {("window", "place"): list(place), ("window", "size"): list(size)})


def _flip(desk: Desk, display: Display) -> str:
    desk.change(("mirror",), not display.mirror)
    return "mirror on" if display.mirror else "mirror off"
