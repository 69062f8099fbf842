"""Which event reaches what: the panel, a hotkey, the view, or the window."""

from pathlib import Path

import pytest

from systems.avatar.desk.controls import Act, Change, Controls, Load, Move
from systems.avatar.desk.events import Clicks, Drag, Drop, Key, Press, Release, Scroll, merged
from systems.avatar.desk.expressions import EXPRESSIONS
from systems.avatar.desk.hotkeys import bind
from systems.avatar.desk.menu import Dial, Menu, Toggle

SIZE = (720, 720)


def open_menu():
    return Menu([Toggle(("mirror",), "Mirror", value=False), Dial(("gain", "a"), "a", 1.0, 3.0)])


@pytest.fixture
def controls():
    return Controls(bind({}, EXPRESSIONS), open_menu)


def hear(controls, *events):
    return [wish for event in events for wish in controls.hear(event, SIZE)]


def test_hotkeys_become_acts(controls):
    assert hear(controls, Key("m"), Key("1"), Key("x"), Key("q")) == [
        Act("mirror"),
        Act("smile"),
        Act("quit"),
    ]


def test_escape_opens_and_closes_the_panel_and_closes_the_list_first(controls):
    hear(controls, Key("escape"))
    assert controls.menu is not None
    hear(controls, Key("escape"), Key("f1"))
    assert controls.menu is None
    assert controls.help
    hear(controls, Key("escape"))
    assert not controls.help
    assert controls.menu is None


def test_an_open_panel_takes_the_keys_it_needs_and_leaves_the_hotkeys(controls):
    wishes = hear(controls, Key("escape"), Key("right"), Key("m"))
    assert wishes == [Change(Toggle(("mirror",), "Mirror", value=True)), Act("mirror")]


def test_the_wheel_zooms_beside_the_panel_and_scrolls_on_it(controls):
    hear(controls, Scroll((100, 100), 1))
    assert controls.view.distance == pytest.approx(0.9)
    hear(controls, Key("escape"), Scroll((600, 60), 1))
    assert controls.view.distance == pytest.approx(0.9)


def test_left_pans_right_orbits_and_a_double_click_resets(controls):
    hear(controls, Press((100, 100)), Drag((172, 100), (72, 0)), Release((172, 100)))
    assert controls.view.shift == pytest.approx((-0.1, 0))
    hear(controls, Press((100, 100), "right"), Drag((172, 100), (72, 0), "right"))
    assert controls.view.yaw == pytest.approx(-0.314, abs=1e-3)
    hear(controls, Press((100, 100), count=2))
    assert (controls.view.shift, controls.view.yaw) == ((0, 0), 0)


def test_a_drag_that_begins_on_the_panel_moves_a_dial_and_nothing_else(controls):
    hear(controls, Key("escape"))
    wishes = hear(controls, Press((600, 90)), Drag((10, 300), (-590, 210)), Release((10, 300)))
    assert wishes[-1] == Change(Dial(("gain", "a"), "a", 0.0, 3.0))
    assert controls.view.shift == (0, 0)


def test_a_borderless_window_is_moved_by_how_far_the_mouse_is_from_its_grip():
    controls = Controls({}, open_menu, borderless=True)
    events = merged([Press((50, 60)), Drag((55, 60), (5, 0)), Drag((62, 58), (7, -2))])
    assert hear(controls, *events) == [Move((12, -2))]
    assert controls.view.shift == (0, 0)


def test_a_key_frames_the_body_and_another_rests_the_view(controls):
    hear(controls, Scroll((9, 9), 3), Key("b"))
    assert controls.view.full
    hear(controls, Scroll((9, 9), 3), Key("home"))
    assert controls.view.full
    assert controls.view.distance == 1


def test_a_dropped_file_is_to_be_loaded(controls):
    assert hear(controls, Drop(Path("a.vrm"))) == [Load(Path("a.vrm"))]


def test_two_quick_presses_at_one_place_are_a_double_click():
    clicks = Clicks()
    assert clicks.count((10, 10), "left", 1.0) == 1
    assert clicks.count((12, 9), "left", 1.2) == 2
    assert clicks.count((12, 9), "left", 1.3) == 1
    assert clicks.count((12, 9), "left", 2.0) == 1
    assert clicks.count((90, 9), "left", 2.1) == 1
    assert clicks.count((90, 9), "right", 2.2) == 1


def test_drags_in_a_row_become_one_and_other_events_keep_their_order():
    events = [Drag((1, 0), (1, 0)), Drag((3, 1), (2, 1)), Key("m"), Drag((4, 1), (1, 0))]
    assert merged(events) == [Drag((3, 1), (3, 1)), Key("m"), Drag((4, 1), (1, 0))]
    assert len(merged([Drag((1, 0), (1, 0)), Drag((1, 1), (0, 1), "right")])) == 2
