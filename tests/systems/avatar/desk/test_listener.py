"""What pyglet reports, as events: names of keys, places from the top, fine screens."""

from pathlib import Path

import pyglet
import pytest

from systems.avatar.desk.events import Drag, Drop, Key, Press, Release, Scroll
from systems.avatar.desk.hotkeys import ACTIONS, KEYS
from systems.avatar.desk.listener import KEY_NAMES, Listener

pyglet.options["shadow_window"] = False


class Screen:
    """Stands for a window of 300x200 whose framebuffer has `grain` times as many pixels."""

    def __init__(self, grain=1):
        self.grain = grain

    def get_size(self):
        return 300, 200

    def get_framebuffer_size(self):
        return 300 * self.grain, 200 * self.grain


@pytest.fixture
def listener():
    return Listener(Screen())


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_key_that_can_be_bound_is_a_key_of_pyglet(listener, name):
    theirs = {ours: theirs for theirs, ours in KEY_NAMES.items()}.get(name, name).upper()
    symbol = getattr(pyglet.window.key, f"_{theirs}" if theirs.isdecimal() else theirs)
    listener.on_key_press(symbol, 0)
    assert listener.take() == [Key(name)]


def test_modifiers_stand_in_front_and_locks_do_not(listener):
    key = pyglet.window.key
    listener.on_key_press(key.S, key.MOD_SHIFT | key.MOD_CTRL | key.MOD_NUMLOCK)
    assert listener.take() == [Key("ctrl+shift+s")]
    assert {name for name, _ in ACTIONS.values()} <= KEYS


def test_an_arrow_that_is_held_goes_on_and_its_press_counts_once(listener):
    key = pyglet.window.key
    listener.on_key_press(key.RIGHT, 0)
    listener.on_text_motion(key.MOTION_RIGHT)
    assert listener.take() == [Key("right")]
    listener.on_text_motion(key.MOTION_RIGHT)
    assert listener.take() == [Key("right")]


def test_motions_of_a_text_cursor_are_no_keys(listener):
    key = pyglet.window.key
    for motion in (key.MOTION_NEXT_WORD, key.MOTION_BEGINNING_OF_FILE, key.MOTION_BACKSPACE):
        listener.on_text_motion(motion)
    assert listener.take() == []


def test_places_count_from_the_top_left_corner(listener):
    mouse = pyglet.window.mouse
    listener.on_mouse_press(10, 190, mouse.LEFT, 0)
    listener.on_mouse_drag(15, 180, 5, -10, mouse.RIGHT, 0)
    listener.on_mouse_release(15, 180, mouse.RIGHT, 0)
    listener.on_mouse_scroll(15, 180, 0, -1)
    assert listener.take() == [
        Press((10, 10), "left"),
        Drag((15, 20), (5, 10), "right"),
        Release((15, 20), "right"),
        Scroll((15, 20), -1),
    ]
    assert listener.take() == []


def test_on_a_fine_screen_places_are_in_pixels_of_the_framebuffer():
    listener = Listener(Screen(grain=2))
    listener.on_mouse_drag(10, 190, 1, 1, pyglet.window.mouse.LEFT, 0)
    assert listener.take() == [Drag((20, 20), (2, -2))]


def test_the_first_of_the_dropped_files_counts(listener):
    listener.on_file_drop(0, 0, ["a.vrm", "b.vrm"])
    assert listener.take() == [Drop(Path("a.vrm"))]
