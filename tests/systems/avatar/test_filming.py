"""A film that begins and ends while the puppet runs."""

import av
import numpy as np
import pytest

from engine import App
from engine.errors import UsageError
from systems.avatar.filming import Filming, add_film_sound
from systems.avatar.overlay import framed
from systems.voice.lipsync.fusion import SpeakingMouth
from systems.voice.soundtrack import Soundtrack, own_sound
from tests.systems.avatar.test_film_sound import CLICKS, blocks, clicking, clicks
from tests.systems.voice.test_sound_file import write_wav

BLACK = np.zeros((48, 64, 3), np.uint8)


@pytest.fixture
def own(tmp_path):
    """The sound of a video whose first picture was captured at 100 s."""
    own = own_sound(str(write_wav(tmp_path / "own.wav", clicking(16000), 16000, channels=2)))
    own.begin(100.0)
    own.begin(101.0)  # a later picture
    yield own
    own.close()


def play(filming, begin, end, *, late=0.0):
    """Draw 30 pictures a second whose mouths were seen some time before."""
    for now in np.arange(round(begin * 30), round(end * 30)) / 30:
        if filming.reel is not None:
            filming.reel.add(BLACK, now)
        filming.hear(now, now - late)


def loudness(path):
    with av.open(str(path)) as film:
        return max(np.abs(frame.to_ndarray()).max() for frame in film.decode(audio=0))


def test_a_film_of_an_odd_window_loses_a_pixel_and_is_finished_by_its_end(tmp_path):
    filming = Filming(rate=10.0)
    filming.start(tmp_path / "a.mp4", (65, 49), alone=True)
    for tick in range(5):
        filming.reel.add(np.full((48, 64, 4), 200, np.uint8), tick / 10)
    assert filming.reel.seconds(0.4) == 0.4
    assert filming.stop() == tmp_path / "a.mp4"
    assert filming.stop() is None
    with av.open(str(tmp_path / "a.mp4")) as film:
        frames = [f.to_ndarray(format="rgb24") for f in film.decode(video=0)]
    assert len(frames) == 5
    assert frames[0].shape == (48, 64, 3)


@pytest.mark.parametrize("rate", [10, 24, 25, 30, 50, 60])
def test_a_picture_is_shown_within_half_a_frame_of_its_time(tmp_path, rate):
    filming = Filming(rate=30.0)
    filming.start(tmp_path / "a.mp4", (32, 32), alone=True)
    for tick in range(rate):
        dark = tick < rate // 2
        filming.reel.add(np.full((32, 32, 3), 0 if dark else 255, np.uint8), 5 + tick / rate)
    filming.stop()
    with av.open(str(tmp_path / "a.mp4")) as film:
        bright = next(f.time for f in film.decode(video=0) if f.to_ndarray().mean() > 100)
    assert abs(bright - rate // 2 / rate) <= 1 / 60 + 1e-6


def test_a_film_begun_in_the_middle_has_the_videos_sound_from_there_on(tmp_path, own):
    filming = Filming(own=own)
    play(filming, 100.0, 101.0)
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    play(filming, 101.0, 102.5)
    filming.stop()
    np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), np.array(CLICKS)[1:] - 1, atol=0.005)


@pytest.mark.parametrize("loop", [False, True])
def test_a_film_begun_in_the_second_round_of_a_video_has_its_sound_where_it_goes_round(
    tmp_path, loop
):
    sound = write_wav(tmp_path / "own.wav", clicking(16000), 16000)  # rounds of 2.5 s
    app, filming = App(), Filming()
    add_film_sound(app, filming, str(sound), loop=loop)
    filming.own.begin(100.0)
    play(filming, 100.0, 102.5)
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    play(filming, 102.5, 105.0)
    filming.stop()
    app.close()
    if loop:
        np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), CLICKS, atol=0.005)
    else:
        assert loudness(tmp_path / "a.mp4") < 1e-3


@pytest.mark.parametrize("late", [0.04, 0.1])
def test_sound_waits_for_the_mouth_that_belongs_to_it(tmp_path, own, late):
    filming = Filming(own=own)
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    play(filming, 100.0, 102.5, late=late)
    filming.stop()
    np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), np.array(CLICKS) + late, atol=0.005)


@pytest.mark.parametrize(("balance", "late"), [(0.0, 0.1), (0.5, 0.04), (1.0, 0.04)])
def test_sound_that_is_listened_to_waits_for_whom_the_mouth_follows(tmp_path, balance, late):
    """Follow a camera that is 100 ms late and a voice that is 40 ms late."""
    filming = Filming(listened=Soundtrack(), mouth=SpeakingMouth(balance))
    filming.listened.listened = True
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    coming = blocks(clicking(16000), 16000, start=100.0)
    for now in 100 + np.arange(75) / 30:
        while coming and coming[0].captured_at <= now:
            filming.listened.put(coming.pop(0))
        filming.mouth.told_at = now - 0.04
        play(filming, now, now + 1 / 30, late=0.1)
    filming.stop()
    np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), np.array(CLICKS) + late, atol=0.005)


@pytest.mark.parametrize("waiting", [False, True], ids=["switched on", "plugged in"])
@pytest.mark.parametrize("silent", [3.0, 7.0])
def test_who_is_listened_to_from_later_on_is_filmed_with_the_mouth(tmp_path, silent, waiting):
    """A microphone that is switched on, or plugged in, seconds after a film has begun."""
    filming = Filming(listened=Soundtrack(), mouth=SpeakingMouth(1.0))
    filming.listened.listened = True
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    for now in 100 + np.arange(round(30 * silent)) / 30:
        filming.mouth.told_at = now if waiting else 0.0  # of silence, while there is no sound
        play(filming, now, now + 1 / 30)
    coming = blocks(clicking(16000), 16000, start=100.0 + silent)
    for now in 100 + silent + np.arange(75) / 30:
        while coming and coming[0].captured_at <= now:
            filming.listened.put(coming.pop(0))
        filming.mouth.told_at = now - 0.1
        play(filming, now, now + 1 / 30)
    filming.stop()
    expected = silent + np.array(CLICKS) + 0.1
    np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), expected, atol=0.005)


def test_a_film_of_a_video_has_its_two_channels(tmp_path, own):
    assert own.channels == 2
    filming = Filming(own=own)
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    play(filming, 100.0, 102.5)
    filming.stop()
    for channel in (0, 1):
        np.testing.assert_allclose(clicks(tmp_path / "a.mp4", channel), CLICKS, atol=0.005)


def test_who_is_listened_to_is_heard_instead_of_the_video(tmp_path, own):
    filming = Filming(own=own, listened=Soundtrack())
    for listened, sound in ((False, own), (True, filming.listened)):
        filming.listened.listened = listened
        filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
        assert filming.reel.sound is sound
        play(filming, 100.0, 100.2)
        filming.stop()


def test_a_film_falls_silent_where_its_video_is_left_for_another_source(tmp_path, own):
    filming = Filming(own=own)
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    play(filming, 100.0, 101.0)
    filming.forget_own()
    assert filming.reel.sound is None
    play(filming, 101.0, 102.5)
    filming.stop()
    np.testing.assert_allclose(clicks(tmp_path / "a.mp4"), CLICKS[:1], atol=0.005)


def test_what_is_listened_to_is_kept_for_a_film_and_no_longer(tmp_path):
    track = Soundtrack()
    filming, block = Filming(listened=track), blocks(clicking(16000), 16000)[0]
    kept = []
    for begin in (lambda: None, lambda: filming.start(tmp_path / "a.mp4", (64, 48)), filming.stop):
        begin()
        track.put(block)
        kept.append(len(track.take(0.0)))
    with pytest.raises(UsageError):
        filming.start(tmp_path / "a.txt", (64, 48))
    track.put(block)
    assert [*kept, len(track.take(0.0))] == [0, 1, 0, 0]


def test_who_is_listened_to_is_heard_on_where_the_source_is_exchanged(tmp_path, own):
    filming = Filming(own=own, listened=Soundtrack())
    filming.listened.listened = True
    filming.start(tmp_path / "a.mp4", (64, 48), alone=True)
    filming.forget_own()
    assert filming.reel.sound is filming.listened
    filming.stop()


def test_a_picture_a_pixel_too_large_is_cut_not_scaled():
    picture = np.random.default_rng(1).integers(0, 256, (49, 65, 4), np.uint8)
    assert np.array_equal(framed(picture, (64, 48)), picture[:48, :64])


def test_a_window_made_wider_is_filmed_between_margins():
    out = framed(np.full((50, 200, 4), 255, np.uint8), (100, 50))
    assert out.shape == (50, 100, 4)
    assert out[25].min() == 255
    assert out[:10].max() == 0
