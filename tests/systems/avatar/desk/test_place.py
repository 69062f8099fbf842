import pytest

from systems.avatar.desk.place import on_screen
from systems.capture.devices import Screen

LEFT = Screen(-1920, 0, 1920, 1080, 60.0)
MAIN = Screen(0, 0, 1280, 1024, None)


@pytest.mark.parametrize(
    ("place", "screens", "kept"),
    [
        ((100, 100), [MAIN], True),
        ((-1200, 30), [LEFT, MAIN], True),
        ((-1200, 30), [MAIN], False),
        ((1270, 100), [MAIN], False),
        ((100, -30), [MAIN], False),
        ((100, 100), [], False),
        (None, [MAIN], False),
    ],
)
def test_a_place_counts_only_where_the_window_can_be_taken_hold_of(place, screens, kept):
    assert on_screen(place, screens) == (place if kept else None)
