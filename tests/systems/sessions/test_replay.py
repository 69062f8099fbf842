"""A replayed puppet is shown and sent as a live one, by what a VMC receiver hears of it."""

import numpy as np
import pytest

from engine import World
from engine.errors import UsageError
from engine.record import Recorder
from systems.components import (
    RECORDED,
    Blendshapes,
    Face,
    Gaze,
    HeadPose,
    Landmarks,
    Speech,
)
from systems.sessions.cli import replay
from systems.topology import VISEME
from tests.systems.link.test_virtual_camera import fake  # noqa: F401
from tests.systems.link.test_vmc import receiver, wait_for  # noqa: F401

pytestmark = pytest.mark.gl
RATE, SEEN, TICKS = 30, 10, 40
TURNED = 0.3  # rad; person 0 to the right, person 1 to the left


@pytest.fixture
def session(tmp_path):
    """Two people who look apart, and leave; somebody says aa all the while."""
    world = World()
    speaker = world.value(world.spawn(Speech), Speech)
    people = [enter(world, number, yaw) for number, yaw in enumerate((-TURNED, TURNED))]
    recorder = Recorder(tmp_path / "session", RECORDED)
    for tick in range(TICKS):
        now = 100 + tick / RATE
        speaker.visemes[VISEME["aa"]] = speaker.voiced[...] = 1
        speaker.captured_at[...] = now
        for person in people:
            if tick == SEEN:
                world.despawn(person)
            elif tick < SEEN:
                world.value(person, HeadPose).captured_at[...] = now
        recorder.add(world, now)
    recorder.flush()
    return tmp_path / "session"


def enter(world, number, yaw):
    person = world.spawn(Face(id=number), Landmarks)
    for component in (Blendshapes, HeadPose, Gaze):
        if not world.has(person, component):
            world.insert_parts(person, component)
    world.value(person, Landmarks).presence[...] = 1
    world.value(person, HeadPose).yaw_pitch_roll[0] = yaw
    world.value(person, Gaze).combined[...] = (0, 0, 1)
    return person


def sent(session, receiver, **words):  # noqa: F811
    """Return what a receiver hears of a replay, by address."""
    port, said = receiver
    said.clear()
    address = f"vmc://127.0.0.1:{port}"
    replay(session, headless=True, window="64x64", send=[address], strict=True, **words)
    wait_for(said, "/VMC/Ext/Blend/Apply", TICKS)
    return said


def turns(said):
    """Return the y of the head's quaternion in every picture; VMC's left is its right."""
    return np.array([bone[5] for bone in said["/VMC/Ext/Bone/Pos"] if bone[0] == "Head"])


def test_a_replay_is_sent_and_follows_the_pinned_person(session, receiver):  # noqa: F811
    first, pinned = (turns(sent(session, receiver, pin=pin))[:SEEN] for pin in (None, 1))
    assert first == pytest.approx(np.sin(TURNED / 2), abs=1e-6)
    assert pinned == pytest.approx(-np.sin(TURNED / 2), abs=1e-6)


def test_a_replay_loses_faces_as_asked(session, receiver):  # noqa: F811
    held, eased = (turns(sent(session, receiver, lost=lost)) for lost in ("hold", "ease"))
    assert held == pytest.approx(held[0], abs=1e-6)
    assert abs(eased[-1]) < 0.5 * abs(eased[0])


def widest(said):
    """Return how far the jaw opens at most."""
    return max(value for name, value in said["/VMC/Ext/Blend/Val"] if name == "JawOpen")


def test_a_replayed_voice_has_its_part_of_the_mouth_as_asked(session, receiver):  # noqa: F811
    camera, voice = (widest(sent(session, receiver, mouth=mouth)) for mouth in ("camera", "voice"))
    assert voice > 0.3
    assert camera < voice / 2


def test_a_replay_is_shown_as_a_camera(session, fake):  # noqa: F811
    replay(session, headless=True, window="64x64", virtual_camera=True)
    assert len(fake[0].sent) == pytest.approx(TICKS, abs=1)
    assert fake[0].closed


@pytest.mark.parametrize("words", [{"send": ["osc://h:1"]}, {"lost": "sleep"}, {"mouth": "ear"}])
def test_what_cannot_be_meant_is_refused(session, words):
    with pytest.raises(UsageError, match=f"--{next(iter(words))}"):
        replay(session, headless=True, **words)
