"""A film whose picture flashes when its sound clicks, measured by decoding it."""

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.avatar.film import Film
from systems.voice.sound import Block

FPS, RATE = 30, 16000
CLICKS = (0.5, 1.2, 2.0)  # s


def clicking(rate, seconds=2.5):
    """Return sound with a short burst at each of `CLICKS`."""
    sound = np.zeros(round(seconds * rate), np.float32)
    burst = 0.8 * np.sin(2 * np.pi * 1500 * np.arange(round(0.02 * rate)) / rate)
    for click in CLICKS:
        sound[round(click * rate) : round(click * rate) + len(burst)] = burst
    return sound


def blocks(sound, rate, start=0.0, size=None):
    size = size or rate // 100
    return [Block(sound[i : i + size], rate, start + i / rate) for i in range(0, len(sound), size)]


def write_flashing(path, sounds, *, start=0.0, seconds=2.5, channels=1):
    film = Film(path, (64, 64), FPS, channels=channels)
    coming = list(sounds)
    for k in range(round(seconds * FPS)):
        flash = any(click <= k / FPS + 1e-9 < click + 0.1 for click in CLICKS)
        while coming and coming[0].captured_at <= start + k / FPS:
            film.hear(coming.pop(0), start)
        film.write(np.full((64, 64, 3), 255 * flash, np.uint8))
    film.close()


def onsets(values, times, threshold):
    over = np.abs(values) > threshold
    gap = times[over][1:] - times[over][:-1] > 0.2
    return times[over][np.r_[True, gap]]


def flashes(path):
    with av.open(str(path)) as file:
        pictures = [(f.time, f.to_ndarray(format="gray").mean()) for f in file.decode(video=0)]
    return onsets(*np.array(pictures).T[::-1], 128)


def clicks(path, channel=0):
    """Return when a film clicks, s; both codecs give a plane for each channel."""
    with av.open(str(path)) as file:
        frames = [(f.time, f.sample_rate, f.to_ndarray()[channel]) for f in file.decode(audio=0)]
    times = np.concatenate([t + np.arange(len(x)) / rate for t, rate, x in frames])
    return onsets(np.concatenate([x for _, _, x in frames]), times, 0.15)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_a_click_is_heard_when_its_flash_is_seen(tmp_path, suffix, rate):
    path = tmp_path / f"film{suffix}"
    write_flashing(path, blocks(clicking(rate), rate))
    seen, heard = flashes(path), clicks(path)
    np.testing.assert_allclose(seen, CLICKS, atol=1 / FPS + 1e-3)
    np.testing.assert_allclose(heard, CLICKS, atol=0.005)
    np.testing.assert_allclose(heard, seen, atol=0.02)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_what_is_heard_on_one_side_stays_there(tmp_path, suffix):
    path, sound = tmp_path / f"film{suffix}", clicking(44100)
    left = np.stack([sound, 0 * sound], 1)
    write_flashing(path, blocks(left, 44100), channels=2)
    np.testing.assert_allclose(clicks(path), CLICKS, atol=0.005)
    with av.open(str(path)) as file:
        assert max(np.abs(frame.to_ndarray()[1]).max() for frame in file.decode(audio=0)) < 0.1


def test_sound_and_pictures_end_together(tmp_path):
    path = tmp_path / "film.mp4"
    write_flashing(path, blocks(clicking(RATE, 9.0), RATE), seconds=2.5)
    with av.open(str(path)) as file:
        sound, pictures = file.streams.audio[0], file.streams.video[0]
        assert float(sound.duration * sound.time_base) == pytest.approx(2.5, abs=0.03)
        assert float(pictures.duration * pictures.time_base) == pytest.approx(2.5, abs=0.04)


def test_sound_lost_on_the_way_does_not_move_what_comes_after(tmp_path):
    path = tmp_path / "film.mp4"
    kept = [b for b in blocks(clicking(RATE), RATE) if not 0.6 < b.captured_at < 1.1]
    write_flashing(path, kept)
    np.testing.assert_allclose(clicks(path), CLICKS, atol=0.005)


@pytest.mark.parametrize("channels", [1, 2])
def test_a_block_of_nothing_adds_nothing(tmp_path, channels):
    path = tmp_path / "film.mp4"
    sound = clicking(RATE)
    full = blocks(sound if channels == 1 else np.stack([sound, sound], 1), RATE)
    coming = [part for b in full for part in (b._replace(samples=b.samples[:0]), b)]
    write_flashing(path, coming, channels=channels)
    np.testing.assert_allclose(clicks(path), CLICKS, atol=0.005)


def test_sound_from_before_the_film_is_left_out(tmp_path):
    path = tmp_path / "film.mp4"
    early = blocks(np.full(RATE, 0.5, np.float32), RATE, start=99.0)
    write_flashing(path, early + blocks(clicking(RATE), RATE, start=100.0), start=100.0)
    np.testing.assert_allclose(clicks(path), CLICKS, atol=0.005)


def test_a_film_that_hears_nothing_is_silent(tmp_path):
    path = tmp_path / "film.mp4"
    write_flashing(path, [], seconds=0.5)
    with av.open(str(path)) as file:
        sound = np.hstack([frame.to_ndarray() for frame in file.decode(audio=0)])
    assert sound.shape[1] >= 0.5 * RATE
    assert np.abs(sound).max() < 1e-3


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(-0.02, 0.02), min_size=250, max_size=250), st.integers(1, 2000))
def test_the_jitter_of_stamps_and_the_size_of_blocks_do_not_move_sound(
    tmp_path_factory, late, size
):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    even = blocks(clicking(RATE), RATE, size=max(size, 160))
    stamped = zip(even, late, strict=False)
    write_flashing(path, [b._replace(captured_at=b.captured_at + d) for b, d in stamped])
    np.testing.assert_allclose(clicks(path), CLICKS, atol=0.025)
