"""Wishes carried out, settings saved, and what lies over the puppet."""

from pathlib import Path

import pytest

from engine.errors import FileError
from systems.avatar.desk.controls import Act, Change, Controls, Load, Move
from systems.avatar.desk.desk import Desk
from systems.avatar.desk.events import Key
from systems.avatar.desk.menu import Dial, Menu, Toggle
from systems.avatar.desk.settings import read_settings

SIZE = (640, 480)


class App:
    """Notes what a desk does to it."""

    def __init__(self):
        self.done = []

    def load(self, _rest, name):
        if "broken" in name:
            msg = f"{name} is broken"
            raise FileError(msg, fix="choose another")
        self.done.append(("avatar", name))


@pytest.fixture
def app():
    return App()


@pytest.fixture
def desk(app, tmp_path):
    def menu():
        return Menu(
            [Toggle(("mirror",), "Mirror", value=False), Dial(("gain", "jawOpen"), "a", 1.0, 3.0)]
        )

    return Desk(
        Controls({"escape": "settings", "f1": "help"}, menu),
        tmp_path / "new" / "s.toml",
        [("M", "mirror")],
        acts={"smile": lambda: "smile", "quit": lambda: app.done.append("quit")},
        effects={
            "mirror": lambda _, on: app.done.append(("mirror", on)),
            "gain": lambda rest, factor: app.done.append((*rest, factor)),
            "avatar": app.load,
        },
        move=lambda right, down: app.done.append(("move", right, down)),
    )


def test_an_act_is_done_and_its_line_shown(desk, app):
    desk.obey(Act("smile"), 1.0)
    assert desk.notices.at(1.5).text == "smile"
    desk.obey(Act("quit"), 2.0)
    assert app.done == ["quit"]


def test_a_change_takes_effect_and_is_saved(desk, app):
    desk.obey(Change(Toggle(("mirror",), "Mirror", value=True)), 0)
    desk.obey(Change(Dial(("gain", "jawOpen"), "a", 1.5, 3.0)), 0)
    desk.save(0)
    assert app.done == [("mirror", True), ("jawOpen", 1.5)]
    settings = read_settings(desk.path)
    assert settings.mirror is True
    assert settings.gain == {"jawOpen": 1.5}


def test_the_voices_part_of_the_mouth_is_saved_with_the_sound(desk, app):
    desk.effects["sound"] = lambda rest, value: app.done.append((*rest, value))
    desk.obey(Change(Dial(("sound", "mouth"), "Mouth by voice", 0.8, 1.0)), 0)
    desk.save(0)
    assert app.done == [("mouth", 0.8)]
    assert read_settings(desk.path).sound.mouth == 0.8


def test_a_dial_is_saved_when_it_is_let_go_and_not_at_every_step(desk):
    desk.controls.hear(Key("escape"), SIZE)
    desk.controls.menu.held = 1
    desk.obey(Change(Dial(("gain", "jawOpen"), "a", 1.5, 3.0)), 0)
    desk.save(0)
    assert not desk.path.exists()
    desk.controls.menu.release()
    desk.save(0)
    assert read_settings(desk.path).gain == {"jawOpen": 1.5}


def test_a_change_from_elsewhere_shows_in_the_open_panel(desk):
    desk.controls.hear(Key("escape"), SIZE)
    desk.change(("mirror",), value=True)
    assert desk.controls.menu.rows[0].value is True


def test_a_dropped_avatar_is_loaded_and_saved_under_its_whole_path(desk, app):
    desk.obey(Load(Path("a.vrm")), 0)
    desk.save(0)
    assert app.done == [("avatar", str(Path("a.vrm").absolute()))]
    assert read_settings(desk.path).avatar == str(Path("a.vrm").absolute())


def test_an_avatar_that_cannot_be_loaded_is_said_and_not_saved(desk, app):
    desk.obey(Load(Path("broken.vrm")), 3.0)
    desk.save(3.0)
    notice = desk.notices.at(4.0)
    assert notice.alarm
    assert "is broken" in notice.text
    assert "fix: choose another" in notice.text
    assert not desk.path.exists()
    assert app.done == []


def test_settings_that_cannot_be_saved_are_said_once(desk):
    desk.path.parent.write_text("a file where the folder should be")
    desk.obey(Change(Toggle(("mirror",), "Mirror", value=True)), 0)
    desk.save(0)
    assert "not saved" in desk.notices.at(1).text
    desk.save(100)
    assert desk.notices.at(100) is None


def test_the_window_is_moved(desk, app):
    desk.obey(Move((3, -2)), 0)
    assert app.done == [("move", 3, -2)]


def sheets(desk, now=0.0, filmed=None):
    return desk.sheets(SIZE, 1.0, now, filmed)


def test_nothing_lies_over_the_puppet_until_it_is_wanted(desk):
    assert sheets(desk) == []


def test_every_sheet_lies_inside_the_window(desk):
    for key in ("f1", "escape", "escape"):
        desk.controls.hear(Key(key), SIZE)
    desk.controls.hear(Key("f1"), SIZE)
    desk.obey(Act("smile"), 0)
    shown = sheets(desk, filmed=75.0)
    assert len(shown) == 4
    for sheet in shown:
        assert sheet.left >= 0
        assert sheet.top >= 0
        assert sheet.left + sheet.picture.shape[1] <= SIZE[0]
        assert sheet.top + sheet.picture.shape[0] <= SIZE[1]


def test_a_panel_is_drawn_anew_only_when_it_changes(desk):
    desk.controls.hear(Key("escape"), SIZE)
    (first,), (second,) = sheets(desk), sheets(desk)
    assert second.picture is first.picture
    desk.controls.hear(Key("down"), SIZE)
    (third,) = sheets(desk)
    assert third.picture is not first.picture


def test_the_list_of_keys_shrinks_into_a_low_window(desk):
    desk.keys = [("M", "mirror")] * 20
    desk.controls.hear(Key("f1"), SIZE)
    (sheet,) = desk.sheets((640, 300), 1.0, 0.0, None)
    assert sheet.top + sheet.picture.shape[0] <= 300
