import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from systems.topology import ARKIT, SHAPE, VISEME, VISEME_SHAPES, VISEMES
from systems.voice.heard import HeardNow
from systems.voice.lipsync.fusion import (
    SPOKEN,
    SpeakingMouth,
    fused,
    parse_mouth,
    share_of_voice,
)

JAW, SMILE = SHAPE["jawOpen"], SHAPE["mouthSmileLeft"]
DT = 1 / 60
UNIT = st.floats(0, 1)


def heard(name, voiced=1.0, at=1.0):
    visemes = np.eye(len(VISEMES), dtype=np.float32)[VISEME[name]]
    return HeardNow(visemes, -20.0, voiced, 120.0, at)


def seen_as(**shapes):
    weights = np.zeros(len(ARKIT), np.float32)
    for name, weight in shapes.items():
        weights[SHAPE[name]] = weight
    return weights


def settled(mouth, camera, sound, *, presence=1.0, seconds=1.0):
    for _ in range(round(seconds / DT)):
        weights = mouth.step(camera, sound, presence, DT)
    return weights


def talk(mouth, syllables, *, moving, presence=1.0):
    """Speak with a camera's mouth that moves along or rests; return jaws: fused, camera, voice."""
    rows = []
    for k in range(syllables):
        for name, jaw in (("PP", 0.0), ("aa", 0.6)):
            for _ in range(6):
                camera = seen_as(jawOpen=jaw if moving else 0.02)
                fusion = mouth.step(camera, heard(name), presence, DT)
                rows.append((fusion[JAW], camera[JAW], k))
    return np.array(rows)


def test_without_a_face_the_voice_drives_the_mouth():
    shapes = settled(SpeakingMouth(), seen_as(), heard("aa"), presence=0.0)
    np.testing.assert_allclose(shapes, VISEME_SHAPES[VISEME["aa"]], atol=1e-2)


def test_in_silence_the_camera_drives_the_mouth():
    camera = seen_as(jawOpen=0.5, mouthSmileLeft=0.7, browInnerUp=0.3)
    shapes = settled(SpeakingMouth(), camera, heard("aa", voiced=0.0))
    np.testing.assert_allclose(shapes, camera, atol=1e-3)


def test_a_face_that_is_lost_in_mid_sentence_goes_on_speaking():
    mouth = SpeakingMouth()
    talk(mouth, 5, moving=True)
    shapes = settled(mouth, seen_as(), heard("O"), presence=0.0, seconds=0.6)
    assert shapes[SHAPE["mouthFunnel"]] > 0.9 * VISEME_SHAPES[VISEME["O"], SHAPE["mouthFunnel"]]


@pytest.mark.parametrize("closure", ["PP", "FF"])
@pytest.mark.parametrize("balance", [0.5, 0.8, 1.0])
def test_lips_of_p_b_m_f_close_over_a_camera_that_smooths_them_away(closure, balance):
    mouth = SpeakingMouth(balance)
    open_mouth = seen_as(jawOpen=0.5, mouthFunnel=0.4, mouthSmileLeft=0.6)
    settled(mouth, open_mouth, heard("aa"))
    shapes = settled(mouth, open_mouth, heard(closure), seconds=0.05)
    assert shapes[JAW] < VISEME_SHAPES[VISEME[closure], JAW] + 0.04
    assert shapes[SHAPE["mouthFunnel"]] < 0.03
    assert shapes[SMILE] == pytest.approx(0.6)


def test_lips_that_the_camera_sees_pressed_stay_no_less_so():
    camera = seen_as(mouthPressLeft=0.8, mouthPressRight=0.8)
    shapes = settled(SpeakingMouth(), camera, heard("PP"), seconds=0.1)
    assert shapes[SHAPE["mouthPressLeft"]] > 0.6


def test_a_hidden_mouth_is_given_to_the_voice():
    hidden, shown = SpeakingMouth(), SpeakingMouth()
    opened = talk(hidden, 20, moving=False)[-60:, 0].max()
    assert opened > 0.85 * talk(SpeakingMouth(), 20, moving=False, presence=0.0)[-60:, 0].max()
    talk(shown, 20, moving=True)
    assert shown._watch.seen > 0.9
    assert hidden._watch.seen < 0.2


def test_a_mouth_that_is_still_because_nobody_speaks_is_not_hidden():
    mouth = SpeakingMouth()
    settled(mouth, seen_as(jawOpen=0.02), heard("sil", voiced=0.0), seconds=20)
    assert mouth._watch.seen > 0.9


@given(UNIT, UNIT, UNIT, UNIT, st.sampled_from(VISEMES), st.floats(0, 1))
def test_what_both_say_is_never_added_up(jaw, funnel, share, heed, name, sure):
    camera = seen_as(jawOpen=jaw, mouthFunnel=funnel, mouthSmileLeft=0.4)
    shown = sure * np.eye(len(VISEMES))[VISEME[name]]
    shapes = fused(camera, shown, share, heed)
    assert (shapes <= np.maximum(camera, shown @ VISEME_SHAPES) + 1e-6).all()
    assert (shapes >= -1e-6).all()


def test_a_voice_touches_nothing_but_the_mouth():
    camera = np.linspace(0, 1, len(ARKIT)).astype(np.float32)
    shapes = settled(SpeakingMouth(1.0), camera, heard("E"))
    changed = {ARKIT[i] for i in np.flatnonzero(np.abs(shapes - camera) > 1e-6)}
    assert set() < changed <= {ARKIT[i] for i in SPOKEN} | {"mouthSmileLeft", "mouthSmileRight"}
    assert all(name.startswith(("jaw", "mouth", "tongue")) for name in changed)


@given(UNIT, UNIT, UNIT)
def test_the_balance_goes_from_the_camera_alone_to_the_voice_alone(balance, seen, speaking):
    assert share_of_voice(0.0, seen, speaking) == 0
    assert share_of_voice(1.0, seen, speaking) == 1
    assert 0 <= share_of_voice(balance, seen, speaking) <= 1
    assert share_of_voice(0.5, 0.0, 1.0) == 1
    assert share_of_voice(0.5, seen, 0.0) == 0


def test_the_camera_alone_never_hears():
    camera = seen_as(jawOpen=0.4, mouthFunnel=0.2)
    for name in ("PP", "aa"):
        shapes = settled(SpeakingMouth(0.0), camera, heard(name), presence=0.0)
        np.testing.assert_array_equal(shapes, camera)


@pytest.mark.parametrize("word", ["loud", "-0.1", "1.5", "nan", ""])
def test_a_balance_that_is_none_is_refused(word):
    with pytest.raises(UsageError, match="--mouth"):
        parse_mouth(word)
