"""The drawn mouth follows a voice at the display's rate, whatever the camera's."""

import threading
import time

import numpy as np
import pytest

from engine import App, Query, Read, Res, Stage, run_live, run_step, system
from engine.clock import Clock, monotonic
from systems.avatar.lost import Continuity
from systems.avatar.puppet import Display, Rest, pose_puppet
from systems.components import Rig
from systems.topology import SHAPE, VISEME, VISEMES
from systems.voice.heard import Heard, HeardNow, silence
from systems.voice.lipsync.fusion import SpeakingMouth
from systems.voice.lipsync.speak import mouth_plugin

JAW = SHAPE["jawOpen"]


class Drawn:
    def __init__(self):
        self.rows = []


@system(Stage.RENDER)
def keep(avatars: Query[Read[Rig]], drawn: Res[Drawn], clock: Res[Clock]) -> None:
    """Remember when each mouth was drawn, and how far it was open."""
    for avatar in avatars:
        drawn.rows.append((clock.now, float(avatar[Rig].weights[JAW])))


class Camera:
    """Ten pictures a second, of nothing."""

    realtime = True

    def __init__(self, count):
        self.left = count

    def read(self):
        self.left -= 1
        time.sleep(0.1)
        return Blank() if self.left >= 0 else None

    def close(self):
        self.left = 0


class Blank:
    def __init__(self):
        self.captured_at = monotonic()

    def release(self):
        pass


def said(name, at):
    visemes = np.eye(len(VISEMES), dtype=np.float32)[VISEME[name]]
    return HeardNow(visemes, -20.0, 1.0, 120.0, at)


def puppet(balance=0.5):
    app = App(strict=True)
    heard, drawn = Heard(), Drawn()
    app.insert(heard).insert(drawn).insert(Display()).insert(Rest()).insert(Continuity())
    app.draw.world.spawn(Rig)
    app.add(pose_puppet)
    mouth_plugin(app, balance=balance)
    return app.add(keep), heard, drawn


def babble(heard, stop):
    """Say a and b in turn, each for 50 ms, from a thread of its own."""
    while not stop.is_set():
        heard.put(said("aa" if int(monotonic() / 0.05) % 2 else "PP", monotonic()))
        time.sleep(0.005)


def test_a_camera_of_10_pictures_a_second_does_not_slow_the_mouth_down():
    app, heard, drawn = puppet()
    stop = threading.Event()
    speaker = threading.Thread(target=babble, args=(heard, stop))
    speaker.start()
    run_live(app, Camera(15))
    stop.set()
    speaker.join()
    times, jaws = np.array(drawn.rows[20:]).T
    seconds = times[-1] - times[0]
    assert len(times) > 25 * seconds  # 60 on a machine that does nothing else
    assert np.count_nonzero(np.diff(jaws)) > 0.8 * len(times)
    turns = np.count_nonzero(np.diff(jaws > 0.1))  # 20 a second are spoken
    assert turns > 11 * seconds


def step_run(names):
    app, heard, drawn = puppet()

    @system(Stage.VOICE)
    def voice(clock: Res[Clock]) -> None:
        heard.put(said(names[int(clock.now / 0.1) % len(names)], clock.now + 1e-3))

    app.add(voice)
    run_step(app, None, frames=90, dt=1 / 60)
    return np.array(drawn.rows)


def test_two_runs_in_steps_are_equal_to_the_last_bit():
    names = ("aa", "PP", "O", "sil")
    np.testing.assert_array_equal(step_run(names), step_run(names))
    assert step_run(names)[:, 1].max() > 0.3


def test_a_mouth_that_nobody_listens_for_is_left_alone():
    app, _, drawn = puppet(balance=1.0)
    run_step(app, None, frames=30, dt=1 / 60)
    assert not np.array(drawn.rows)[:, 1].any()
    bare = App()
    mouth_plugin(bare, balance=0.5)
    assert "speak" not in bare.schedule


def test_a_mouth_follows_no_old_sound_once_nobody_is_listened_to():
    app, heard, _ = puppet()
    told_at = []
    for now in (said("aa", 1.0), silence(0.0)):
        heard.put(now)
        app.run_steps(1)
        told_at.append(app.draw.world.resource(SpeakingMouth).told_at)
    assert told_at == [1.0, 0.0]


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_the_balance_of_the_settings_reaches_the_mouth(balance):
    app, heard, drawn = puppet(balance)
    heard.put(said("aa", 1.0))
    run_step(app, None, frames=60, dt=1 / 60)
    assert (drawn.rows[-1][1] > 0.5) == (balance > 0)
