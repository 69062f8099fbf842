"""What is shown, from words and settings."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import UsageError
from systems.avatar.desk.settings import Settings, WindowSettings
from systems.avatar.desk.style import WindowStyle
from systems.avatar.order import ShowWords, StyleWords, order_show
from systems.voice.settings import SoundSettings

KEPT = Settings(
    avatar="mira",
    mirror=True,
    background="#00ff00",
    window=WindowSettings(size=(641, 480), always_on_top=True),
)


def test_settings_count_where_nothing_is_said():
    show = order_show(ShowWords(), KEPT, "clip.mp4")
    assert (show.avatar, show.mirror, show.background) == ("mira", True, "#00ff00")
    assert show.size == (641, 480)
    assert show.style == WindowStyle(always_on_top=True)


def test_arms_hang_as_said_else_as_kept():
    kept = Settings(arms=30)
    assert order_show(ShowWords(), Settings(), "0").arms == pytest.approx(np.radians(72))
    assert order_show(ShowWords(), kept, "0").arms == pytest.approx(np.radians(30))
    assert order_show(ShowWords(arms=0), kept, "0").arms == 0


def test_a_looped_source_is_shown_with_its_sound_going_round():
    assert order_show(ShowWords(), KEPT, "clip.mp4", loop=True).loop
    assert not order_show(ShowWords(), KEPT, "clip.mp4").loop


def test_words_go_before_settings():
    words = ShowWords(
        avatar="kaito",
        mirror=False,
        window="320x200",
        style=StyleWords(always_on_top=False, borderless=True),
    )
    show = order_show(words, KEPT, "0")
    assert (show.avatar, show.mirror, show.size) == ("kaito", False, (320, 200))
    assert show.style == WindowStyle(borderless=True)


@pytest.mark.parametrize(
    ("source", "headless", "mirrored"),
    [("auto", False, True), ("2", False, True), ("a.mp4", False, False), ("auto", True, False)],
)
def test_a_camera_in_a_window_is_a_mirror(source, headless, mirrored):
    show = order_show(ShowWords(headless=headless), Settings(), source)
    assert show.mirror is mirrored


def test_a_transparent_background_asks_for_a_transparent_window():
    assert order_show(ShowWords(background="transparent"), Settings(), "0").style.transparent
    words = ShowWords(background="transparent", style=StyleWords(transparent=False))
    assert not order_show(words, Settings(), "0").style.transparent


def test_the_balance_of_the_mouth_comes_from_the_words_or_the_settings():
    kept = Settings(sound=SoundSettings(mouth=0.2))
    assert order_show(ShowWords(), kept, "0").mouth == 0.2
    assert order_show(ShowWords(mouth="voice"), kept, "0").mouth == 1


def test_a_remembered_odd_size_is_made_even_for_a_film():
    show = order_show(ShowWords(film=Path("a.mp4")), KEPT, "0")
    assert show.size == (640, 480)


def test_a_size_that_was_asked_for_is_refused_for_a_film_if_it_is_odd():
    with pytest.raises(UsageError, match="even"):
        order_show(ShowWords(film=Path("a.mp4"), window="641x480"), Settings(), "0")


def test_without_a_window_only_settings_that_are_named_count(tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_SETTINGS", str(tmp_path))
    (tmp_path / "default.toml").write_text('avatar = "mira"')
    assert ShowWords().read().avatar == "mira"
    assert ShowWords(headless=True).read() == Settings()
    assert ShowWords(headless=True, settings="default").read().avatar == "mira"


def test_settings_in_a_folder_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no folder"):
        ShowWords(settings=str(tmp_path / "nowhere" / "a.toml")).read()
