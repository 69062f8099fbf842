"""The settings panel without a window: keys, mouse, scrolling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.avatar.desk.menu import Choice, Dial, Heading, Menu, Toggle
from systems.avatar.desk.menu_layout import MARGIN, ROW, WIDTH, MenuLayout
from systems.avatar.desk.menu_picture import draw_menu

SIZE = (720, 480)
CAMERA = Choice(("source",), "Camera", ("actor", "cam"), "cam")
MIRROR = Toggle(("mirror",), "Mirror", value=False)
GAINS = [Dial(("gain", name), name, 1.0, 3.0) for name in "abcdefghijklmnop"]


@pytest.fixture
def menu():
    return Menu([CAMERA, MIRROR, Heading("Gain"), *GAINS])


def layout(menu, size=SIZE, scale=1.0):
    return MenuLayout.of(size, len(menu.rows), scale)


def middle(layout, menu, index, share=0.5):
    """Return a place on the control of a row, a share of the way along a dial's track."""
    left, right = layout.track
    y = layout.row_top(index - menu.top) + ROW * layout.scale / 2
    return left + share * (right - left), y


def test_keys_move_the_focus_over_headings_and_stop_at_the_ends(menu):
    for _ in range(3):
        menu.key("up", 5)
    assert menu.focus == 0
    menu.key("down", 5)
    menu.key("down", 5)
    assert menu.rows[menu.focus] == GAINS[0]
    menu.key("up", 5)
    assert menu.rows[menu.focus] == MIRROR
    for _ in range(50):
        menu.key("down", 5)
    assert menu.focus == len(menu.rows) - 1


def test_left_and_right_change_what_is_focused(menu):
    assert menu.key("right", 5).value == "actor"
    assert menu.key("right", 5).value == "cam"
    menu.key("down", 5)
    assert menu.key("enter", 5).value is True
    menu.key("down", 5)
    assert menu.key("left", 5) == Dial(("gain", "a"), "a", 0.95, 3.0)
    assert menu.key("delete", 5).value == 1.0
    assert menu.key("delete", 5) is None


def test_a_dial_stops_at_its_ends(menu):
    menu.focus = 3
    for _ in range(100):
        menu.key("left", 5)
    assert menu.rows[3].value == 0
    assert menu.key("left", 5) is None


def test_a_value_that_is_no_option_any_more_gives_way_to_the_first_or_last():
    gone = Choice(("source",), "Camera", ("actor", "cam"), "unplugged")
    assert gone.moved(1).value == "actor"
    assert gone.moved(-1).value == "cam"


def test_a_click_on_a_choice_goes_on_at_the_right_and_back_at_the_left():
    menu = Menu([Choice(("avatar",), "Avatar", ("a", "b", "c"), "a")])
    place = layout(menu)
    left, y = middle(place, menu, 0, share=0.1)
    assert menu.press((left, y), 1, place).value == "c"
    assert menu.press((left + 140, y), 1, place).value == "a"


def test_a_dial_follows_the_mouse_beyond_its_ends_until_it_is_let_go(menu):
    place = layout(menu)
    assert menu.press(middle(place, menu, 4, 0.5), 1, place).value == 1.5
    assert menu.drag(middle(place, menu, 4, 0.25), place).value == 0.75
    assert menu.drag(middle(place, menu, 9, 7.0), place).value == 3.0
    menu.release()
    assert menu.drag(middle(place, menu, 4, 0.1), place) is None
    assert menu.rows[4].value == 3.0


def test_a_double_click_rests_a_dial(menu):
    place = layout(menu)
    menu.press(middle(place, menu, 4, 0.5), 1, place)
    menu.release()
    assert menu.press(middle(place, menu, 4, 0.5), 2, place).value == 1.0


def test_a_click_on_a_heading_or_on_the_frame_does_nothing(menu):
    place = layout(menu)
    assert menu.press(middle(place, menu, 2), 1, place) is None
    assert menu.press((place.left + 5, place.top + 5), 1, place) is None
    assert menu.focus == 0


def test_the_wheel_scrolls_and_stops_at_the_ends(menu):
    menu.scroll(-2, room=8)
    assert menu.top == 6
    menu.scroll(-99, room=8)
    assert menu.top == len(menu.rows) - 8
    menu.scroll(99, room=8)
    assert menu.top == 0
    menu.scroll(-5, room=99)
    assert menu.top == 0


def test_what_is_pressed_after_scrolling_is_what_is_seen_there(menu):
    place = layout(menu, (720, 300))
    menu.scroll(-1, place.room)
    assert menu.press(middle(place, menu, 5, 1.0), 1, place).key == ("gain", "c")


@given(st.lists(st.sampled_from(["up", "down", "pageup", "pagedown"])), st.integers(2, 12))
def test_the_focus_is_always_a_setting_in_sight(keys, room):
    menu = Menu([Heading("One"), CAMERA, MIRROR, Heading("Gain"), *GAINS])
    for key in keys:
        menu.key(key, room)
        assert not isinstance(menu.rows[menu.focus], Heading)
        assert menu.top <= menu.focus < menu.top + room


def test_a_value_changed_by_a_hotkey_shows(menu):
    menu.show(("mirror",), value=True)
    assert menu.rows[1].value is True


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(720, 720), (400, 240), (200, 130)])
def test_the_panel_fits_its_window_and_its_picture(menu, size, scale):
    menu.focus = 4
    place = layout(menu, size, scale)
    picture = draw_menu(menu, place, "saved in default.toml")
    assert picture.shape == (place.height, place.width, 4)
    assert place.left >= 0
    assert place.left + place.width <= size[0]
    if size == (720, 720) and scale == 1.0:
        assert place.left + WIDTH + MARGIN == 720
        assert place.top + place.height <= 720 - MARGIN


def test_the_knob_is_drawn_where_the_mouse_grips_it(menu):
    place = layout(menu)
    menu.press(middle(place, menu, 4, 0.5), 1, place)
    before = draw_menu(menu, place, "")
    menu.drag(middle(place, menu, 4, 1.0), place)
    changed = (draw_menu(menu, place, "") != before).any(2)
    x, y = middle(place, menu, 4, 1.0)
    assert changed[round(y) - place.top, round(x) - place.left]
