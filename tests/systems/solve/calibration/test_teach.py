"""How a person before a camera, a video or an actor is led to a profile."""

import time

import numpy as np
import pytest

from engine.errors import DataError, DeviceError
from systems.capture import sources
from systems.capture.frame import Frame
from systems.capture.sources import CaptureOptions
from systems.solve.calibration import prompts, teach
from systems.solve.calibration.prompts import PROMPTS, TO_GET_THERE, Director, Prompt, unseen
from systems.topology import SIDES
from tests.footage import astronaut

IMAGE = np.zeros((2, 2, 3), np.uint8)
FPS = 30


def test_every_prompt_names_shapes():
    assert PROMPTS[0].part == "neutral"
    assert all(prompt.part in SIDES for prompt in PROMPTS[1:])


class Directed:
    """A director, what it did, and the pictures that are played to it."""

    def __init__(self):
        self.said, self.rung, self.ended, self.now = [], 0, False, 5.0
        self.director = Director(self.said.append, self.ring, self.end)

    def ring(self):
        self.rung += 1

    def end(self):
        self.ended = True

    def play(self, seconds, face="a face"):
        """Return the part of each picture."""
        parts = []
        for index in range(round(FPS * seconds)):
            parts.append(self.director.part_of(Frame(IMAGE, self.now, index), face))
            self.now += 1 / FPS
        return parts


def test_the_director_leads_through_all_prompts_by_the_pictures_time():
    directed = Directed()
    parts = directed.play(sum(prompt.seconds for prompt in PROMPTS) + 0.1)
    assert directed.said == [prompt.text for prompt in PROMPTS]
    assert directed.ended
    for prompt in PROMPTS:
        wanted = prompt.seconds - TO_GET_THERE
        assert parts.count(prompt.part) / FPS == pytest.approx(wanted, abs=0.1)


def test_a_bell_rings_at_each_prompt_and_at_the_end_for_eyes_that_are_shut():
    directed = Directed()
    directed.play(PROMPTS[0].seconds - 0.1)
    assert directed.rung == 1
    directed.play(sum(prompt.seconds for prompt in PROMPTS[1:]) + 0.2)
    assert directed.rung == len(PROMPTS) + 1


def test_a_camera_that_stands_still_skips_no_prompt():
    directed = Directed()
    directed.play(PROMPTS[0].seconds + 0.1)
    directed.now += 30
    directed.play(1.0)
    assert directed.said == [prompt.text for prompt in PROMPTS[:2]]
    assert not directed.ended


def test_the_time_of_a_part_runs_only_while_there_is_a_face():
    directed = Directed()
    directed.play(PROMPTS[0].seconds + 1.5)
    assert set(directed.play(10, face=None)) == {None}
    assert directed.said[:2] == [prompt.text for prompt in PROMPTS[:2]]
    assert directed.said[2:] == [prompts.NOBODY]
    back = directed.play(PROMPTS[1].seconds - 0.1)
    assert back[0] is None  # a moment to get there again
    assert back.count(PROMPTS[1].part) / FPS > PROMPTS[1].seconds - TO_GET_THERE - 0.2
    assert directed.said[2:] == [prompts.NOBODY]


def test_a_face_that_is_missed_for_a_moment_is_no_absence():
    directed = Directed()
    directed.play(PROMPTS[0].seconds + 1.5)
    directed.play(0.3, face=None)
    assert directed.play(0.1)[0] == PROMPTS[1].part


def test_nobody_is_waited_for_without_end():
    directed = Directed()
    directed.play(1.0)
    directed.play(prompts.PATIENCE - 1, face=None)
    assert not directed.ended
    directed.play(2, face=None)
    assert directed.ended


def test_parts_that_no_picture_showed_are_named():
    assert unseen({"neutral", *(prompt.part for prompt in PROMPTS[3:])}) == [
        "jawOpen",
        "mouthSmile",
    ]


class Camera:
    """A device that shows one picture, 30 a second."""

    realtime = True

    def __init__(self, picture):
        self.picture, self.index, self.began = picture, 0, time.monotonic()

    def read(self):
        time.sleep(max(0.0, self.began + self.index / 30 - time.monotonic()))
        self.index += 1
        return Frame(self.picture, time.monotonic(), self.index)

    def close(self): ...


def test_a_camera_is_learned_from_live_until_the_last_prompt(monkeypatch):
    short = (Prompt("neutral", "relax", 1.5), Prompt("mouthSmile", "smile", 1.0))
    monkeypatch.setattr(prompts, "PROMPTS", short)
    monkeypatch.setattr(prompts, "TO_GET_THERE", 0.1)
    monkeypatch.setattr(teach, "LEAST", 3)
    monkeypatch.setattr(teach, "open_source", lambda *_: Camera(astronaut()))
    said, rung = [], []
    profile = teach.teach("0", CaptureOptions(), said.append, lambda: rung.append(True))
    assert said[-2:] == ["relax", "smile"]
    assert len(rung) == 3
    assert profile.shapes["mouthSmileLeft"].offset > 0.3  # she smiles all along
    assert profile.shapes["mouthSmileLeft"].gain <= 1


def test_a_camera_that_shows_no_face_says_so(monkeypatch):
    monkeypatch.setattr(prompts, "PATIENCE", 0.5)
    wall = np.full((240, 320, 3), 128, np.uint8)
    monkeypatch.setattr(teach, "open_source", lambda *_: Camera(wall))
    with pytest.raises(DataError, match="0 shows a face in 0 pictures"):
        teach.teach("0", CaptureOptions(), str, str)


class Leaver(Camera):
    """Somebody who is gone before the smile."""

    def __init__(self, picture, said):
        super().__init__(picture)
        self.said = said

    def read(self):
        if "smile" in self.said:
            self.picture = np.zeros_like(self.picture)
        return super().read()


def test_a_prompt_that_no_picture_followed_is_named(monkeypatch):
    short = (Prompt("neutral", "relax", 2.0), Prompt("mouthSmile", "smile", 3.0))
    monkeypatch.setattr(prompts, "PROMPTS", short)
    monkeypatch.setattr(prompts, "PATIENCE", 0.5)
    monkeypatch.setattr(teach, "LEAST", 3)
    said = []
    monkeypatch.setattr(teach, "open_source", lambda *_: Leaver(astronaut(), said))
    teach.teach("0", CaptureOptions(), said.append, str)
    assert "not seen: mouthSmile" in said[-1]


def test_an_actor_is_learned_from_for_one_performance():
    profile = teach.teach("actor", CaptureOptions(fps=3), str, str)
    assert len(profile.neutral.patches) == 450


def test_calibrating_from_whatever_there_is_needs_a_camera(monkeypatch):
    monkeypatch.setattr(sources, "cameras", list)
    with pytest.raises(DeviceError, match="no camera") as refused:
        teach.teach("auto", CaptureOptions(), str, str)
    assert "a video" in refused.value.fix
