"""What settings and hotkeys do to a running app."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from engine import App, Stop
from engine.errors import DeviceError
from systems.avatar.canvas import Canvas
from systems.avatar.character import characters
from systems.avatar.desk.expressions import Gains, Mood
from systems.avatar.desk.menu import Menu
from systems.avatar.desk.menu_rows import menu_rows
from systems.avatar.desk.settings import Settings
from systems.avatar.desk.softening import softened
from systems.avatar.filming import Filming
from systems.avatar.puppet import Display
from systems.capture.devices import cameras
from systems.capture.switch import Switch
from systems.solve.smooth import Smoothing
from systems.toml_file import Keys
from systems.topology import SHAPE
from systems.voice.lipsync.fusion import SpeakingMouth
from systems.voice.portaudio import microphones
from systems.voice.stage import Listening


class Effects:
    """Reaches into an app; every method is called by the thread that draws.

    Parameters
    ----------
    app : App
        Holds a canvas with a window, a display, gains, a mood and a filming.
    settings : Settings
    """

    def __init__(self, app: App, settings: Settings) -> None:
        self._app, self._settings = app, settings
        world = app.draw.world
        self._canvas, self._display = world.resource(Canvas), world.resource(Display)
        self._gains, self._mood = world.resource(Gains), world.resource(Mood)
        self._filming, self._stop = world.resource(Filming), world.resource(Stop)
        self._smoothing, self._strength = world.find(Smoothing), 1.0
        if settings.smoothing != 1.0:
            self.set_smoothing((), settings.smoothing)

    def menu(self) -> Menu:
        """Return the panel with the settings as they are now."""
        world, shapes = self._app.draw.world, SHAPE.items()
        switch, listening = world.find(Switch), world.find(Listening)
        mouth = world.find(SpeakingMouth)
        return Menu(
            menu_rows(
                source=None if switch is None else (switch.spec, camera_words()),
                avatar=(self._canvas.avatar, characters()),
                mirror=self._display.mirror,
                smoothing=None if self._smoothing is None else self._strength,
                microphone=None if listening is None else (listening.wanted, microphone_words()),
                mouth=None if mouth is None else mouth.balance,
                gain={name: round(float(self._gains.factors[at]), 6) for name, at in shapes},
            )
        )

    def set_source(self, _rest: Keys, spec: str) -> None:
        """Take pictures from another camera; a failure comes to light at its next picture."""
        self._app.draw.world.resource(Switch).ask(spec)
        self._filming.forget_own()  # other pictures, another sound

    def set_sound(self, rest: Keys, value: Any) -> None:
        """Give the voice another part of the mouth, or listen to another microphone or to none.

        A microphone that is not there is waited for.
        """
        if rest == ("mouth",):
            self._app.draw.world.resource(SpeakingMouth).balance = value
        else:
            self._app.draw.world.resource(Listening).ask(value)

    def set_avatar(self, _rest: Keys, name: str) -> None:
        """Show another avatar."""
        self._canvas.load(name)

    def set_mirror(self, _rest: Keys, on: Any) -> None:
        """Let the avatar move like a mirror image, or not."""
        self._display.mirror = bool(on)

    def set_smoothing(self, _rest: Keys, strength: float) -> None:
        """Smooth more or less, from the next tracked picture on."""
        if self._smoothing is None:
            return
        self._strength = strength
        other, track = softened(self._smoothing, strength), self._app.track
        track.before_tick(lambda: track.world.insert(other))

    def set_gain(self, rest: Keys, factor: float) -> None:
        """Exaggerate a shape, or play it down."""
        self._gains.factors[SHAPE[rest[0]]] = factor

    def record(self) -> str:
        """Begin a film of the puppet, or end the one that is being written."""
        if self._filming.reel is not None:
            return f"film saved: {self._filming.stop()}"
        suffix = ".webm" if self._canvas.background is None else ".mp4"
        path = self._new_file(platformdirs.user_videos_path(), suffix)
        self._filming.start(path, self._canvas.painter.size, alone=True)
        return f"filming: {path}"

    def screenshot(self) -> str:
        """Write what is drawn to a picture with its alpha, without what lies over it."""
        path = self._new_file(platformdirs.user_pictures_path(), ".png")
        self._canvas.screenshot(path)
        return f"picture saved: {path}"

    def quit(self) -> None:
        """End the run."""
        self._stop.ask()

    def press(self, expression: str) -> str:
        """Put an expression on, or take it off."""
        self._mood.press(expression)
        return self._mood.chosen or "neutral"

    def _new_file(self, folder: Path, suffix: str) -> Path:
        """Return the name of a file that is not there yet, in the user's own or chosen folder."""
        chosen = self._settings.folder
        folder = folder if chosen is None else Path(chosen).expanduser()
        stem = f"bunraku-{datetime.now():%Y%m%d-%H%M%S}"
        path, number = folder / f"{stem}{suffix}", 2
        while path.exists():
            path, number = folder / f"{stem}-{number}{suffix}", number + 1
        return path


def camera_words() -> list[str]:
    """Return what names each camera, its number where two have one name, and the actor."""
    listed = cameras()
    names = [camera.name for camera in listed]
    words = [c.name if names.count(c.name) == 1 else str(c.index) for c in listed]
    return [*words, "actor"]


def microphone_words() -> list[str]:
    """Return what names each microphone, beside the system's choice and none."""
    try:
        names = [microphone.name for microphone in microphones()]
    except DeviceError:  # without PortAudio
        names = []
    return ["none", "auto", *dict.fromkeys(names)]
