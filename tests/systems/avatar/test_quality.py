import numpy as np

from systems.avatar.cache import load_head
from systems.avatar.character import load_character
from systems.avatar.quality import FRAMES, FrameTimes


def test_the_pace_is_known_after_a_while():
    times = FrameTimes()
    medians = [times.add(1 / 15) for _ in range(FRAMES)]
    assert medians == [None] * (FRAMES - 1) + [1 / 15]


def test_a_hitch_is_no_slow_machine():
    times = FrameTimes()
    medians = [times.add(2.0 if frame % 10 == 0 else 1 / 60) for frame in range(300)]
    assert medians[-1] == 1 / 60


def test_a_thinned_head_is_kept_beside_the_whole_one(tmp_path):
    character = load_character("kaito")
    whole = load_head(character, tmp_path)
    thinned = load_head(character, tmp_path, triangles=9000)
    assert len(list(tmp_path.iterdir())) == 2
    assert len(thinned.triangles) <= 9000 < len(whole.triangles)
    again = load_head(character, tmp_path, triangles=9000)
    assert np.array_equal(again.triangles, thinned.triangles)
    assert np.array_equal(load_head(character, tmp_path).triangles, whole.triangles)
