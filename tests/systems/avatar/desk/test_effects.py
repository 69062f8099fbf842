"""What settings and hotkeys do to an app, without a window."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from engine import App, Stop
from systems.avatar.canvas import Canvas
from systems.avatar.desk.effects import Effects, camera_words
from systems.avatar.desk.expressions import Gains, Mood
from systems.avatar.desk.menu import Choice, Dial, Heading, Toggle
from systems.avatar.desk.settings import Settings, parse_settings
from systems.avatar.filming import Filming
from systems.avatar.puppet import Display
from systems.capture.devices import CameraInfo
from systems.capture.switch import Switch
from systems.solve.smooth import Smoothing
from systems.topology import ARKIT, SHAPE
from systems.voice.lipsync.fusion import SpeakingMouth


def fake_canvas():
    picture = np.zeros((48, 64, 4), np.uint8)
    return SimpleNamespace(
        avatar="hana",
        background=None,
        painter=SimpleNamespace(size=(64, 48)),
        screenshot=lambda path: cv2.imwrite(str(path), picture),
    )


@pytest.fixture
def app():
    app = App()
    app.draw.world.insert(fake_canvas(), key=Canvas)
    for resource in (Display(), Gains(), Mood(), Filming(), Smoothing()):
        app.insert(resource)
    return app


@pytest.fixture
def effects(app, tmp_path):
    return Effects(app, Settings(folder=str(tmp_path)))


def rows(effects):
    return {row.key: row for row in effects.menu().rows if not isinstance(row, Heading)}


def test_the_panel_shows_the_settings_as_they_are(app, effects):
    effects.set_mirror((), on=True)
    effects.set_gain(("jawOpen",), 1.25)
    effects.set_smoothing((), 0.5)
    shown = rows(effects)
    assert shown["mirror",] == Toggle(("mirror",), "Mirror", value=True)
    assert shown["gain", "jawOpen"].value == 1.25
    assert shown["smoothing",].value == 0.5
    assert isinstance(shown["avatar",], Choice)
    assert shown["avatar",].value == "hana"
    assert sum(isinstance(row, Dial) for row in shown.values()) == 1 + len(ARKIT)


def test_a_camera_can_be_chosen_only_where_the_source_can_be_exchanged(app, effects):
    assert ("source",) not in rows(effects)
    asked = []
    clip = SimpleNamespace(realtime=True, read=lambda: None)
    switch = Switch(clip, "clip.mp4", asked.append)
    app.insert(switch)
    choice = rows(effects)["source",]
    assert choice.value == "clip.mp4"
    assert {"clip.mp4", "actor"} <= {*choice.options}
    effects.set_source((), "actor")
    switch.read()
    assert asked == ["actor"]


def test_another_source_ends_the_old_videos_sound_also_in_the_film_in_progress(app, effects):
    app.insert(Switch(SimpleNamespace(realtime=True), "clip.mp4", lambda _: None))
    filming = app.draw.world.resource(Filming)
    filming.own = SimpleNamespace(channels=2)
    effects.record()
    assert filming.reel.sound is filming.own
    effects.set_source((), "actor")
    assert filming.own is None
    assert filming.reel.sound is None
    effects.record()


def test_two_cameras_of_one_name_are_told_apart_by_their_numbers(monkeypatch):
    found = [CameraInfo(0, "Cam"), CameraInfo(1, "Other"), CameraInfo(2, "Cam")]
    monkeypatch.setattr("systems.avatar.desk.effects.cameras", lambda: found)
    assert camera_words() == ["0", "Other", "2", "actor"]


def test_gain_reaches_the_rig_and_smoothing_the_tracker_at_its_next_tick(app, effects):
    effects.set_gain(("jawOpen",), 0.5)
    assert app.draw.world.resource(Gains).factors[SHAPE["jawOpen"]] == 0.5
    effects.set_smoothing((), 2.0)
    assert app.track.world.resource(Smoothing) == Smoothing()
    app.run_steps(1)
    tuned = app.track.world.resource(Smoothing).face
    assert tuned.min_cutoff == pytest.approx(Smoothing().face.min_cutoff / 2)


def test_without_smoothing_there_is_no_dial_for_it():
    app = App()
    app.draw.world.insert(fake_canvas(), key=Canvas)
    for resource in (Display(), Gains(), Mood(), Filming()):
        app.insert(resource)
    effects = Effects(app, Settings(smoothing=0.5))
    assert ("smoothing",) not in rows(effects)


def test_the_voices_part_of_the_mouth_has_a_dial_where_there_is_a_voice(app, effects):
    assert ("sound", "mouth") not in rows(effects)
    app.insert(SpeakingMouth(0.5))
    dial = rows(effects)["sound", "mouth"]
    assert (dial.value, dial.rest) == (0.5, 0.5)
    assert (dial.at(1.0).value, dial.at(0.0).value) == (1.0, 0.0)
    effects.set_sound(("mouth",), 0.8)
    assert app.draw.world.resource(SpeakingMouth).balance == 0.8
    assert rows(effects)["sound", "mouth"].value == 0.8
    assert parse_settings("[sound]\nmouth = 0.8", "s.toml").sound.mouth == 0.8


def test_settings_of_smoothing_count_from_the_start(app):
    Effects(app, Settings(smoothing=0.5))
    app.run_steps(1)
    tuned = app.track.world.resource(Smoothing).face
    assert tuned.min_cutoff == pytest.approx(Smoothing().face.min_cutoff * 2)


def test_two_pictures_of_one_second_have_two_names(effects, tmp_path):
    lines = {effects.screenshot() for _ in range(3)}
    assert len(lines) == 3
    assert len([*tmp_path.glob("bunraku-*.png")]) == 3


def test_recording_begins_and_ends_and_keeps_transparency(app, effects, tmp_path):
    assert effects.record().startswith("filming")
    app.draw.world.resource(Filming).reel.add(np.zeros((48, 64, 4), np.uint8), 0.0)
    assert effects.record().startswith("film saved")
    assert len([*tmp_path.glob("bunraku-*.webm")]) == 1


def test_an_expression_is_named_and_then_neutral_again(effects):
    assert effects.press("smile") == "smile"
    assert effects.press("angry") == "angry"
    assert effects.press("angry") == "neutral"


def test_quitting_asks_the_run_to_stop(app, effects):
    effects.quit()
    assert app.draw.world.resource(Stop).asked
