"""The report of a session: its columns, each rule of the advice, and the page."""

import builtins
import re
from dataclasses import replace

import numpy as np
import pytest

from engine import World
from engine.errors import DataError, FileError, UsageError
from engine.record import Recorder
from systems.components import (
    RECORDED,
    Blendshapes,
    EyeOpen,
    Face,
    Gaze,
    HeadPose,
    Landmarks,
    Load,
    Speech,
)
from systems.sessions.account import Account, read_account
from systems.sessions.advice import RULES, advise
from systems.sessions.report import followed, over_time, page, require_matplotlib
from systems.topology import SHAPE
from systems.track.ladder import Why

RATE = 30
COUNT = 20 * RATE


@pytest.fixture
def well():
    """Twenty seconds in which nothing is to be found fault with."""
    time = np.arange(COUNT) / RATE
    wave = 0.5 + 0.5 * np.sin(time)
    shapes = np.zeros((COUNT, 52), np.float32)
    shapes[:, SHAPE["jawOpen"]] = wave
    return Account(
        name="well",
        ticks=time,
        seen=np.ones(COUNT, bool),
        anybody=np.ones(COUNT, bool),
        person=0,
        people=1,
        time=time,
        age=np.full(COUNT, 0.02),
        shapes=shapes,
        angles=np.zeros((COUNT, 3)),
        trusted=np.ones(COUNT, bool),
        gaze=np.zeros((COUNT, 2)),
        lids=np.stack([0.3 * wave, 0.3 * wave], 1),
        presence=np.full(COUNT, 0.99),
        length=np.full(COUNT, 200.0),
        load_time=np.arange(20.0),
        rung=np.zeros(20, int),
        why=np.zeros(20, int),
        cpu=np.full(20, 0.4),
        dropped=np.zeros(20, int),
        heard_time=time,
        level=np.full(COUNT, -20.0),
        voiced=wave,
    )


def test_there_is_nothing_to_say_where_all_is_well(well):
    assert advise(well) == []


def lids(well, side):
    low = well.lids.copy()
    low[:, side] *= 0.2
    return low


FAULTS = {
    "short": lambda a: {"ticks": a.ticks[:60], "seen": a.seen[:60], "time": a.time[:60]},
    "lost": lambda a: {"anybody": a.ticks % 10 > 2},
    "light": lambda _: {"presence": np.full(COUNT, 0.6)},
    "small": lambda _: {"length": np.full(COUNT, 64.0)},
    "pitched": lambda a: {"angles": a.angles + np.array((0, -20, 0))},
    "aside": lambda a: {"angles": a.angles + np.array((25, 0, 0))},
    "pose": lambda _: {"trusted": np.arange(COUNT) % 10 > 0},
    "left lid": lambda a: {"lids": lids(a, 0)},
    "right lid": lambda a: {"lids": lids(a, 1)},
    "jaw": lambda a: {"shapes": 0 * a.shapes},
    "late": lambda _: {"age": np.full(COUNT, 0.15)},
    "dropped": lambda _: {"dropped": np.arange(20) * 3},
    "rung": lambda _: {"rung": np.arange(20) // 10, "why": np.ones(20, int)},
}

SAID = {
    "short": "only 2.0 s",
    "lost": "lost once, 11% of the time",
    "light": "light is low: presence 0.60",
    "small": "64 pixels",
    "pitched": "below your eyes by about 20 degrees",
    "aside": "25 degrees past the camera",
    "pose": "did not fit 10% of the time",
    "left lid": r"left eyelid range is small \(0.06\): run `python -m engine calibrate`",
    "right lid": r"right eyelid range is small \(0.06\)",
    "jaw": "hardly opens",
    "late": "150 ms old",
    "dropped": "9% of the pictures",
    "rung": "fast drawing \\(over the CPU budget\\): close other programs",
}


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_each_rule_speaks_of_its_fault_and_no_other_does(well, rule):
    said = advise(replace(well, **FAULTS[rule](well)))
    assert len(said) == 1
    assert re.search(SAID[rule], said[0]), said


def test_a_face_is_not_lost_while_somebody_elses_is_there(well):
    assert advise(replace(well, seen=well.ticks % 10 > 2)) == []


def test_a_moment_is_not_judged():
    assert {rule.name for rule in RULES if not rule.needs_face} == {"short", "lost"}


def write(folder, ticks, *, faces=True):
    """Record a session: a face that is lost in the second third, with an idle tick after each."""
    world = World()
    row, sound = world.spawn(Load), world.spawn(Speech)
    recorder = Recorder(folder, RECORDED)
    face = world.spawn(Face(id=3)) if faces else None
    for tick in range(ticks):
        now = 100 + tick / RATE
        lost = ticks / 3 <= tick < 2 * ticks / 3
        if faces and lost and world.has(face, Landmarks):
            world.remove(face, Landmarks)
        if faces and not lost:
            if not world.has(face, Landmarks):
                world.insert_parts(face, Landmarks)
                for component in (Blendshapes, HeadPose, Gaze, EyeOpen):
                    if not world.has(face, component):
                        world.insert_parts(face, component)
            world.value(face, Landmarks).captured_at[...] = now - 0.01
            world.value(face, HeadPose).yaw_pitch_roll[...] = (0.1, 0, 0)
            world.value(face, Gaze).combined[...] = (np.sin(0.2), 0, np.cos(0.2))
            world.value(face, Face).box[...] = (10, 10, 110, 130)
        load = world.value(row, Load)
        load.captured_at[...], load.dropped[...] = np.floor(now), tick // 10
        if now >= 110:
            speech = world.value(sound, Speech)
            speech.captured_at[...], speech.level[...] = now - 0.05, -30
        recorder.add(world, now)
        recorder.add(world, now + 0.01)  # the same picture still
    recorder.flush()


def test_a_session_becomes_columns_of_its_person(tmp_path):
    write(tmp_path / "s", 900)
    account = read_account(tmp_path / "s")
    assert account.seconds == pytest.approx(899 / RATE + 0.01)
    assert len(account.time) == 600
    assert account.seen.mean() == pytest.approx(2 / 3)
    np.testing.assert_allclose(account.age, 0.01, atol=1e-6)
    np.testing.assert_allclose(account.angles[0], np.degrees((0.1, 0, 0)))
    np.testing.assert_allclose(account.gaze[0], np.degrees((0.2, 0)), atol=1e-4)
    assert set(account.length) == {120.0}
    assert len(account.load_time) == 30
    assert account.dropped[-1] == 87
    np.testing.assert_allclose(account.heard_time, account.ticks[600::2] - 0.05, atol=1e-6)
    assert set(account.level) == {-30}
    assert any("lost once" in line for line in advise(account))


def test_the_page_stands_alone_and_shows_everything(tmp_path, well):
    text = page(replace(well, name="<b>my face", presence=np.full(COUNT, 0.6)))
    assert "&lt;b&gt;my face" in text
    assert "light is low: presence 0.60" in text
    assert text.count('src="data:image/png;base64,') == 7
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    for name in ("States", "Pose", "Gaze", "Shapes", "Voice", "Times", "Drops and quality"):
        assert f"<h2>{name}</h2>" in text


def test_the_page_tells_each_change_of_quality_with_its_time_and_reason(well):
    rung, why = np.zeros(20, int), np.zeros(20, int)
    rung[5:12], why[5:12] = 1, Why.CPU
    rung[9:12], why[9:12] = 2, Why.DRAWING
    rung[12:], why[12:] = 1, Why.ROOM
    text = page(replace(well, rung=rung, why=why))
    told = re.findall(r"<tr><td>quality from ([^<]*)</td><td>([^<]*)</td>", text)
    assert told == [
        ("5.0 s", "fast drawing: over the CPU budget"),
        ("9.0 s", "half the shapes: drawing was too slow"),
        ("12.0 s", "fast drawing: there was room again"),
    ]
    assert "quality from" not in page(well)


def test_a_session_that_begins_on_a_lower_rung_tells_why(well):
    text = page(replace(well, rung=np.ones(20, int), why=np.full(20, Why.TRACKING)))
    assert "<td>quality from 0.0 s</td><td>fast drawing: tracking was too slow</td>" in text


def test_of_many_changes_a_dozen_is_told_and_the_number_of_the_others(well):
    swing = np.arange(20) % 2
    text = page(replace(well, rung=swing, why=np.where(swing, Why.CPU, Why.ROOM)))
    assert text.count("quality from") == 12
    assert "<td>later changes of quality</td><td>7</td>" in text


def gone(well):
    """Return the account of a face that was away from the fifth second to the tenth."""
    there = (well.time < 5) | (well.time >= 10)
    columns = ("time", "age", "shapes", "angles", "trusted", "gaze", "lids", "presence", "length")
    return replace(well, seen=there, **{name: getattr(well, name)[there] for name in columns})


def test_lines_break_where_the_face_was_lost(well):
    account = gone(well)
    time, presence = followed(account, account.presence)
    (gap,) = np.flatnonzero(np.isnan(time))
    assert np.isnan(presence[gap])
    assert time[[gap - 1, gap + 1]] == pytest.approx([5 - 1 / RATE, 10])
    assert len(followed(well, well.shapes)[0]) == COUNT


def test_what_is_drawn_as_a_picture_stands_at_its_own_time(well):
    shown = over_time(gone(well), gone(well).shapes, COUNT)[:, SHAPE["jawOpen"]]
    lost = (well.time >= 5) & (well.time < 10)
    assert np.isnan(shown[lost]).all()
    np.testing.assert_allclose(shown[~lost], well.shapes[~lost, SHAPE["jawOpen"]], atol=0.02)


def test_the_page_says_whom_it_shows_of_several(well):
    assert "3; shown is number 2, who" in page(replace(well, people=3, person=2))


def test_a_page_can_be_made_of_a_session_without_load_or_sound_and_with_one_picture(well):
    columns = ("time", "age", "shapes", "angles", "trusted", "gaze", "lids", "presence", "length")
    one = {name: getattr(well, name)[:1] for name in columns}
    readings = ("load_time", "rung", "why", "cpu", "dropped", "heard_time", "level", "voiced")
    none = dict.fromkeys(readings, np.zeros(0))
    text = page(
        replace(
            well, ticks=well.ticks[:1], seen=well.seen[:1], anybody=well.seen[:1], **one, **none
        )
    )
    assert "only 0.0 s" in text
    assert "not measured" in text
    assert "<h2>Voice</h2>" not in text
    assert "<h2>Drops and quality</h2>" not in text


def test_a_folder_without_a_session_and_a_session_without_a_face_are_refused(tmp_path):
    with pytest.raises(FileError, match="no readable session"):
        read_account(tmp_path)
    write(tmp_path / "empty", 10, faces=False)
    with pytest.raises(DataError, match="no tracked face"):
        read_account(tmp_path / "empty")


def test_a_missing_matplotlib_is_an_error_that_names_the_extra(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="needs matplotlib") as caught:
        require_matplotlib()
    assert caught.value.fix == 'pip install "bunraku[report]"'
