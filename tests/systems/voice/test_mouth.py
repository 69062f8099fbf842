"""The whole way: a sound file in, a drawn mouth that moves."""

import numpy as np
import pytest

from engine import Clock, Query, Read, Res, Stage, run_step, system
from systems.avatar.show import Show
from systems.components import Rig
from systems.launch import Launch, build
from systems.topology import SHAPE
from systems.voice.mic import Mic
from tests.footage import talking_face
from tests.systems.solve.test_lips import covered, shown
from tests.systems.track.following import Pictures
from tests.systems.voice.speech import espeak
from tests.systems.voice.test_sound_file import write_wav

PAUSE = 1.0


@pytest.mark.gl
def test_without_a_camera_a_sound_file_moves_the_mouth(tmp_path):
    speech = espeak("Papa and mama go home.")
    pause = np.zeros(int(PAUSE * 16000), np.float32)
    sound = np.concatenate([pause, speech, pause])
    path = write_wav(tmp_path / "speech.wav", sound, 16000)
    jaws = []

    @system(Stage.RENDER)
    def look(avatars: Query[Read[Rig]], clock: Res[Clock]) -> None:
        jaws.extend((clock.now, float(a[Rig].weights[SHAPE["jawOpen"]])) for a in avatars)

    mic = Mic(wanted=str(path), alone=True)
    app = build(Launch(source="none", show=Show(headless=True, size=(64, 64)), mic=mic)).add(look)
    run_step(app, None)
    times, jaw = np.array(jaws).T
    spoken = (times > PAUSE) & (times < PAUSE + len(speech) / 16000)
    before = times < PAUSE - 0.2
    assert jaw[before].max() < 0.05
    assert jaw[spoken].max() > 0.2
    assert np.ptp(jaw[spoken]) > 0.15
    assert times[-1] == pytest.approx(len(sound) / 16000, abs=0.2)


@pytest.fixture(scope="module")
def sentence(tmp_path_factory):
    speech = espeak("Papa and mama go home to buy some bread.")
    return write_wav(tmp_path_factory.mktemp("sound") / "speech.wav", speech, 16000)


def drawn_jaw(sound, pictures, balance):
    """Return how far the puppet's jaw opens for each picture of a face beside a sound."""
    jaws = []

    @system(Stage.RENDER)
    def look(avatars: Query[Read[Rig]]) -> None:
        jaws.extend(float(avatar[Rig].weights[SHAPE["jawOpen"]]) for avatar in avatars)

    show = Show(headless=True, size=(64, 64), mouth=balance)
    app = build(Launch(source="film", show=show, mic=Mic(wanted=str(sound)))).add(look)
    run_step(app, Pictures(pictures, np.arange(len(pictures)) / 30))
    return np.array(jaws[15:])


@pytest.mark.gl
def test_a_hidden_mouth_is_the_voices_alone(sentence):
    pictures, points = shown(talking_face())
    plates = [covered(*each, "plate") for each in zip(pictures, points, strict=True)]
    asked = ((plates, 1.0), (plates, 0.5), (pictures, 0.5), (plates, 0.0))
    voice, both, plain, camera = (drawn_jaw(sentence, *each) for each in asked)
    assert np.abs(both - voice).mean() < 0.02
    assert np.abs(plain - voice).mean() > 0.04  # the man says something else
    assert camera.max() > 0.1  # who asks for the camera alone gets what it makes of a plate
