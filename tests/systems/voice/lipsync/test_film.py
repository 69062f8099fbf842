"""Films with sound, from the command to the decoded file: what is seen when it is heard."""

import av
import numpy as np
import pytest
from rich.console import Console

from engine import ClockKind
from engine.errors import FileError
from systems import launch
from systems.avatar.avatars import open_avatar
from systems.avatar.show import Show
from systems.avatar.studio import Studio
from systems.launch import Launch
from systems.voice.framing import RATE
from systems.voice.lipsync.film import film_speech
from systems.voice.lipsync.phones import Phone, shown_visemes
from systems.voice.lipsync.track import mouth_track, rows_of
from systems.voice.mic import Mic
from tests.systems.avatar.test_film_sound import CLICKS, clicking, clicks, flashes, onsets
from tests.systems.voice.lipsync.test_recording import write_wav

pytestmark = pytest.mark.gl
SIZE, FPS = (160, 160), 30


@pytest.fixture
def flashing(tmp_path):
    """Return a video whose picture flashes when its sound, AAC 5.1, clicks."""
    path = tmp_path / "flashing.mp4"
    with av.open(str(path), "w") as file:
        pictures = file.add_stream("libx264", rate=FPS)
        pictures.width, pictures.height = SIZE
        pictures.pix_fmt = "yuv420p"
        sound = file.add_stream("aac", rate=48000, layout="5.1")
        for k in range(round(2.5 * FPS)):
            flash = any(click <= k / FPS + 1e-9 < click + 0.1 for click in CLICKS)
            picture = np.full((*SIZE[::-1], 3), 255 * flash, np.uint8)
            file.mux(pictures.encode(av.VideoFrame.from_ndarray(picture)))
        file.mux(pictures.encode(None))
        samples = np.repeat(clicking(48000)[None], 6, 0)
        frame = av.AudioFrame.from_ndarray(samples, "fltp", "5.1")
        frame.sample_rate, frame.pts = 48000, 0
        file.mux(sound.encode(frame))
        file.mux(sound.encode(None))
    return path


def run(source, out, *, mic="none", mute=False, frames=None):
    show = Show(headless=True, film=out, size=SIZE, sound=str(source), mute=mute)
    listened = Mic(wanted=str(mic), alone=source == "none")
    order = Launch(source=str(source), show=show, mic=listened, clock=ClockKind.STEP, frames=frames)
    launch.run(order, Console(quiet=True))


def seen_flashes(path):
    """Return when the camera's half of a film flashes."""
    with av.open(str(path)) as file:
        pictures = [
            (f.time, f.to_ndarray(format="gray")[SIZE[1] // 2, 40:120].mean())
            for f in file.decode(video=0)
        ]
    times, values = np.array(pictures).T
    return onsets(values, times, 128)


@pytest.mark.slow
def test_a_film_of_a_video_has_the_videos_own_sound_in_sync(tmp_path, flashing):
    out = tmp_path / "film.mp4"
    run(flashing, out)
    seen, heard = seen_flashes(out), clicks(out)
    assert len(seen) == len(heard) == len(CLICKS)
    np.testing.assert_allclose(heard, seen, atol=0.02)


@pytest.mark.slow
def test_a_film_has_the_sound_that_is_listened_to(tmp_path, flashing):
    sound, out = write_wav(tmp_path / "a.wav", clicking(RATE)), tmp_path / "film.mp4"
    run(flashing, out, mic=sound)
    np.testing.assert_allclose(clicks(out), seen_flashes(out), atol=0.02)


def test_a_mute_film_has_no_sound_track(tmp_path, flashing):
    out = tmp_path / "film.mp4"
    run(flashing, out, mute=True, frames=5)
    with av.open(str(out)) as file:
        assert not file.streams.audio


def dark(path):
    """Return, of each picture, its time and how much of the mouth's place is dark."""
    with av.open(str(path)) as file:
        return np.array(
            [
                (f.time, (f.to_ndarray(format="gray")[160:230, 90:150] < 70).mean())
                for f in file.decode(video=0)
            ]
        ).T


def test_a_spoken_film_opens_the_mouth_with_its_sound(tmp_path):
    sound, out = write_wav(tmp_path / "a.wav", clicking(RATE)), tmp_path / "film.mp4"
    phones = [Phone(click, click + 0.3, "AA") for click in CLICKS]
    rows = rows_of(shown_visemes(phones), 2.5)
    track = mouth_track(rows, np.ones(len(rows), np.float32), 2.5, FPS)
    film_speech(track, sound, open_avatar("hana"), out, fps=FPS, size=(240, 320))
    times, opened = dark(out)
    heard = clicks(out)
    assert len(heard) == len(CLICKS)
    for click in heard:
        shut = opened[np.abs(times - click + 0.1) < 0.04].max()
        assert opened[np.abs(times - click - 0.2) < 0.04].min() > shut + 0.02


def interrupted(out, sound, monkeypatch, error):
    """Film until the sixth picture, at which an error comes."""
    track = mouth_track(np.eye(1, 15).repeat(200, 0), np.ones(200), 2.0, FPS)
    draw, drawn = Studio.picture, []

    def picture(*words):
        drawn.append(words)
        if len(drawn) == 6:
            raise error
        return draw(*words)

    monkeypatch.setattr(Studio, "picture", picture)
    with pytest.raises(type(error)):
        film_speech(track, sound, open_avatar("hana"), out, fps=FPS, size=(64, 64))


def test_a_spoken_film_that_is_interrupted_can_be_played(tmp_path, monkeypatch):
    sound, out = write_wav(tmp_path / "a.wav", clicking(RATE)), tmp_path / "film.mp4"
    interrupted(out, sound, monkeypatch, KeyboardInterrupt())
    with av.open(str(out)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 5


def test_a_spoken_film_that_cannot_be_finished_is_removed(tmp_path, monkeypatch):
    sound, out = write_wav(tmp_path / "a.wav", clicking(RATE)), tmp_path / "film.mp4"
    interrupted(out, sound, monkeypatch, FileError("the disk is full", fix="make room"))
    assert not out.exists()


def test_flashes_of_the_source_are_where_its_clicks_are(flashing):
    np.testing.assert_allclose(flashes(flashing), clicks(flashing), atol=0.02)
