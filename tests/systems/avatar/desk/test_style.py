"""What is asked of pyglet and of the window system, for every combination of attributes."""

import itertools

import pytest

from systems.avatar.desk.style import WindowStyle, raise_above


class Witness:
    """Stands for a pyglet window and notes what it was told."""

    def __init__(self):
        self.told = []
        self._nswindow = self

    def set_mouse_passthrough(self, state):
        self.told.append(("passthrough", state))

    def _set_wm_state(self, name):
        self.told.append(("state", name))

    def setLevel_(self, level):
        self.told.append(("level", level))


@pytest.mark.parametrize(
    ("style", "name"),
    [
        (WindowStyle(), None),
        (WindowStyle(borderless=True), "borderless"),
        (WindowStyle(transparent=True), "transparent"),
        (WindowStyle(transparent=True, borderless=True), "overlay"),
        (WindowStyle(transparent=True, click_through=True), "overlay"),
        (WindowStyle(click_through=True), "borderless"),
    ],
)
def test_every_combination_has_the_nearest_pyglet_style(style, name):
    assert style.pyglet_style == name


def test_a_window_ends_up_click_through_exactly_when_that_was_asked():
    for border, clear, through in itertools.product((False, True), repeat=3):
        style = WindowStyle(borderless=border, transparent=clear, click_through=through)
        window = Witness()
        style.dress(window)
        by_pyglet = style.pyglet_style == "overlay"
        told = dict(window.told).get("passthrough", by_pyglet)
        assert told is through, style


def test_x11_is_told_through_the_window_managers_hint():
    window = Witness()
    raise_above(window, "linux")
    assert window.told == [("state", "_NET_WM_STATE_ABOVE")]


def test_macos_is_told_the_level_of_floating_windows():
    window = Witness()
    raise_above(window, "darwin")
    assert window.told == [("level", 3)]
