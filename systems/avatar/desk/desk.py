"""The desk: carries wishes out, saves settings, and lays the panels over the puppet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from engine.errors import BunrakuError
from systems.avatar.desk.cards import draw_keys, draw_notice, draw_recording, keys_height
from systems.avatar.desk.controls import Act, Change, Controls, Load, Move, Wish
from systems.avatar.desk.ink import Picture, Sheet
from systems.avatar.desk.menu_picture import draw_menu
from systems.avatar.desk.notices import Notices
from systems.toml_file import Keys, save

MARGIN = 12  # px round what lies over the puppet


@dataclass
class Desk:
    """Everything that a user can do at the window.

    Attributes
    ----------
    controls : Controls
    path : Path
        Where settings are saved.
    keys : list of (key, what it does)
        For F1.
    acts : mapping of action to callable
        What hotkeys do beyond the desk; a callable returns a line to show, or nothing.
    effects : mapping of a setting's first key to callable
        Each takes the rest of the keys and the value, and puts the setting into effect.
    move : callable
        Moves the window by px, right and down.
    """

    controls: Controls
    path: Path
    keys: list[tuple[str, str]]
    acts: Mapping[str, Callable[[], str | None]]
    effects: Mapping[str, Callable[[Keys, Any], object]]
    move: Callable[[float, float], object]
    notices: Notices = field(default_factory=Notices)
    _unsaved: dict[Keys, Any] = field(default_factory=dict)
    _drawn: dict[str, tuple[Any, Picture]] = field(default_factory=dict)

    def obey(self, wish: Wish, now: float) -> None:
        """Do what the user wants; what cannot be done is shown, and all stays as it was."""
        try:
            self._obey(wish, now)
        except BunrakuError as error:
            self.notices.warn(error, now)

    def change(self, keys: Keys, value: Any) -> None:
        """Put a setting into effect and have it saved."""
        self.effects[keys[0]](keys[1:], value)
        self.note(keys, value)

    def note(self, keys: Keys, value: Any) -> None:
        """Have a setting saved that is in effect already; an open panel shows it."""
        self._unsaved[keys] = value
        if self.controls.menu is not None:
            self.controls.menu.show(keys, value)

    def save(self, now: float) -> None:
        """Save what has changed, but wait until a dial that is being dragged is let go."""
        menu = self.controls.menu
        if not self._unsaved or (menu is not None and menu.held is not None):
            return
        changes, self._unsaved = self._unsaved, {}
        try:
            save(self.path, changes)
        except BunrakuError as error:
            self.notices.warn(error, now)

    def sheets(
        self, size: tuple[int, int], scale: float, now: float, filmed: float | None
    ) -> list[Sheet]:
        """Return what lies over the puppet in a window of `size` px.

        Parameters
        ----------
        scale : float
            px per unit of text.
        now : float
            s.
        filmed : float or None
            Length of the film that is being written, s.
        """
        out: list[Sheet] = []
        margin = round(MARGIN * scale)
        if filmed is not None:
            shown = self._cached("film", (int(filmed), scale), draw_recording, filmed, scale)
            out.append(Sheet(shown, margin, margin))
        out += self._notice(size, scale, now)
        if self.controls.help:
            fitting = min(scale, (size[1] - 2 * margin) / keys_height(self.keys))
            shown = self._cached("keys", fitting, draw_keys, self.keys, fitting)
            out.append(Sheet(shown, margin, margin))
        layout, menu = self.controls.layout(size, scale), self.controls.menu
        if layout is not None and menu is not None:
            state = (tuple(menu.rows), menu.focus, menu.top, layout)
            shown = self._cached("menu", state, draw_menu, menu, layout, _saved_in(self.path))
            out.append(Sheet(shown, layout.left, layout.top))
        return out

    def _notice(self, size: tuple[int, int], scale: float, now: float) -> list[Sheet]:
        notice = self.notices.at(now)
        if notice is None:
            return []
        width = size[0] - 2 * round(MARGIN * scale)
        draw = partial(draw_notice, alarm=notice.alarm, scale=scale)
        card = self._cached("notice", (notice, width, scale), draw, notice.text, width)
        left, top = (size[0] - card.shape[1]) // 2, size[1] - round(MARGIN * scale) - card.shape[0]
        return [Sheet(card, left, top)]

    def _obey(self, wish: Wish, now: float) -> None:
        match wish:
            case Act(name):
                if line := self.acts[name]():
                    self.notices.say(line, now)
            case Change(setting):
                self.change(setting.key, setting.value)
            case Move(by):
                self.move(*by)
            case Load(path):
                self.change(("avatar",), str(path.absolute()))

    def _cached(self, name: str, state: Any, draw: Callable[..., Picture], *words: Any) -> Picture:
        """Return a picture drawn anew only when its state is another, so that it is sent once."""
        if name not in self._drawn or self._drawn[name][0] != state:
            self._drawn[name] = state, draw(*words)
        return self._drawn[name][1]


def _saved_in(path: Path) -> str:
    home = str(Path.home())
    words = str(path)
    return f"saved in {'~' + words.removeprefix(home) if words.startswith(home) else words}"
