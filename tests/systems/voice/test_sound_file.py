import logging
import struct
import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from engine.errors import DataError, FileError
from systems.voice.sound_file import SoundFile

CLICKS = (0.0, 1.0)


def clicks(rate, seconds=1.5):
    """Return silence with a click of 5 ms at the start and after one second."""
    sound = np.zeros(int(seconds * rate), np.float32)
    for at in CLICKS:
        first = int(at * rate)
        sound[first : first + rate // 200] = 0.8
    return sound


def write_wav(path, samples, rate, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        words = (samples * 32767).astype("<i2")
        file.writeframes(np.repeat(words[:, None], channels, axis=1).tobytes())
    return path


def encode(path, samples, rate, codec, layout="mono", start=0.0, picture=False):
    """Write sound, the same in every channel, with FFmpeg; `picture` adds a video that starts."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", 25, options={"bf": "0"}) if picture else None
        stream = out.add_stream(codec, rate, layout=layout)
        if video is not None:
            video.width = video.height = 32
            video.pix_fmt = "yuv420p"
            for number in range(5):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "bgr24")
                frame.pts = number
                out.mux(video.encode(frame))
            out.mux(video.encode())
        count = len(av.AudioLayout(layout).channels)
        planes = np.repeat(samples[None], count, axis=0)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), "fltp", layout)
        frame.sample_rate = rate
        frame.pts, frame.time_base = round(start * rate), Fraction(1, rate)
        for piece in (frame, None):
            out.mux(stream.encode(piece))
    return path


def heard(source):
    """Return all samples and the time of the first."""
    blocks = list(iter(source.read, None))
    times = [block.captured_at for block in blocks]
    assert np.allclose(np.diff(times), [len(b.samples) / b.rate for b in blocks[:-1]])
    return np.concatenate([block.samples for block in blocks]), times[0]


def onsets(samples, rate):
    """Return the times at which it becomes loud, s."""
    loud = np.abs(samples) > 0.2
    starts = np.flatnonzero(loud & ~np.roll(loud, 1))
    keep = np.diff(starts, prepend=-rate) > rate // 10
    return starts[keep] / rate


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.flac", "flac", 44100), ("a.mp3", "libmp3lame", 44100), ("a.mp4", "aac", 48000)],
)
def test_a_click_stands_where_it_was_recorded_in_every_format(tmp_path, name, codec, rate):
    source = SoundFile(encode(tmp_path / name, clicks(rate), rate, codec))
    samples, begins = heard(source)
    assert begins == 0
    assert source.ended
    assert np.allclose(onsets(samples, source.rate), CLICKS, atol=0.002)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 96000])
def test_a_wav_of_any_rate_is_read_sample_by_sample(tmp_path, rate):
    samples, _ = heard(SoundFile(write_wav(tmp_path / "a.wav", clicks(rate), rate, channels=2)))
    assert len(samples) == 1.5 * rate
    assert np.abs(samples - clicks(rate)).max() < 1e-3


def test_six_channels_are_mixed_as_a_loudspeaker_would(tmp_path):
    path = encode(tmp_path / "a.mp4", 0.3 * clicks(48000), 48000, "aac", layout="5.1")
    samples, _ = heard(SoundFile(path))
    assert np.allclose(onsets(samples, 48000), CLICKS, atol=0.002)
    assert np.abs(samples).max() <= 1


def test_two_channels_in_opposite_phase_are_no_silence(tmp_path):
    """As a balanced cable in a stereo jack makes them."""
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16000)
        said = (clicks(16000) * 32767).astype("<i2")
        file.writeframes(np.stack([said, -said], axis=1).tobytes())
    samples, _ = heard(SoundFile(path))
    assert np.allclose(onsets(samples, 16000), CLICKS, atol=0.01)
    both, _ = heard(SoundFile(path, stereo=True))
    assert np.array_equal(both, np.stack([said, -said], axis=1) / np.float32(32768))


@pytest.mark.parametrize("stereo", [False, True])
@pytest.mark.parametrize("second", [(48000, "mono"), (24000, "stereo"), (24000, "mono")])
def test_sound_that_changes_its_rate_or_channels_is_heard_on(tmp_path, second, stereo):
    parts = [
        encode(tmp_path / "part.aac", clicks(rate), rate, "aac", layout=layout).read_bytes()
        for rate, layout in ((48000, "stereo"), second)
    ]
    path = tmp_path / "a.aac"
    path.write_bytes(b"".join(parts))
    samples, _ = heard(SoundFile(path, stereo=stereo))
    assert samples.shape[1:] == ((2,) if stereo else ())
    starts = onsets(samples.reshape(len(samples), -1)[:, 0], 48000)
    assert np.allclose(np.diff(starts), (1.0, 0.55, 1.0), atol=0.02)  # AAC begins with silence


@pytest.mark.parametrize(("name", "codec"), [("a.mkv", "flac"), ("a.mkv", "aac"), ("a.mp4", "aac")])
def test_sound_that_begins_after_the_pictures_keeps_its_distance(tmp_path, name, codec):
    path = encode(tmp_path / name, clicks(48000), 48000, codec, start=0.4, picture=True)
    samples, begins = heard(SoundFile(path))
    assert np.allclose(begins + onsets(samples, 48000), (0.4, 1.4), atol=0.003)


def test_a_file_can_go_round(tmp_path):
    source = SoundFile(write_wav(tmp_path / "a.wav", clicks(8000, 1.2), 8000), loop=True)
    blocks = [source.read() for _ in range(300)]
    assert blocks[-1].captured_at == pytest.approx(2.99)
    assert not source.ended
    assert np.array_equal(blocks[0].samples, blocks[120].samples)


@pytest.mark.parametrize("seconds", [0.1, 1.5])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_the_sound_of_a_video_begins_again_with_its_pictures(tmp_path, name, seconds):
    """Whether it is shorter or longer than they are, 0.2 s."""
    path = encode(tmp_path / name, clicks(48000, seconds), 48000, "aac", picture=True)
    source = SoundFile(path, loop=True)
    blocks = [source.read() for _ in range(105)]
    source.close()
    samples = np.concatenate([block.samples for block in blocks])
    times = [block.captured_at for block in blocks]
    assert np.allclose(np.diff(times), [len(b.samples) / 48000 for b in blocks[:-1]])
    rounds = 0.2 * np.arange(5)
    starts = times[0] + onsets(samples, 48000)
    assert np.allclose(starts[:5], rounds, atol=0.002)


def test_what_is_no_sound_is_refused_in_two_lines(tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "letter.mp3").write_text("Dear Sir, " * 50)
    for name in ("empty.wav", "letter.mp3"):
        with pytest.raises(FileError, match=f"{name} cannot be read as sound") as refused:
            SoundFile(tmp_path / name)
        assert str(refused.value).count("\n") == 1
    with pytest.raises(FileError, match="there is no file"):
        SoundFile(tmp_path / "missing.wav")
    with pytest.raises(DataError, match="no sound in it can be decoded"):
        SoundFile(write_wav(tmp_path / "none.wav", clicks(8000)[:0], 8000))


@pytest.mark.parametrize(("rate", "channels"), [(1, 1), (99, 2), (48000, 32), (16000, 200)])
def test_rates_and_channels_of_no_sound_are_refused_in_two_lines(tmp_path, rate, channels):
    path = write_wav(tmp_path / "odd.wav", np.zeros(4000, np.float32), rate, channels)
    with pytest.raises(DataError, match=f"{channels} channels of {rate} Hz") as refused:
        SoundFile(path)
    assert str(refused.value).count("\n") == 1


def test_a_silent_film_has_no_sound(tmp_path):
    with av.open(str(tmp_path / "silent.mp4"), "w") as out:
        stream = out.add_stream("libx264", 25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "bgr24")
        for piece in (frame, None):
            out.mux(stream.encode(piece))
    with pytest.raises(FileError, match=r"silent\.mp4 has no sound in it"):
        SoundFile(tmp_path / "silent.mp4")


@pytest.mark.parametrize("claimed", [0, 1 << 30, 0xFFFFFFFF])
def test_a_wav_whose_header_lies_gives_what_it_has(tmp_path, claimed):
    path = write_wav(tmp_path / "a.wav", clicks(8000), 8000)
    content = bytearray(path.read_bytes())
    content[40:44] = struct.pack("<I", claimed)
    path.write_bytes(content)
    samples, _ = heard(SoundFile(path))
    assert len(samples) == 12000


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", "libmp3lame"), ("a.mp4", "aac")])
def test_damage_in_the_middle_is_passed_over_and_said_once(tmp_path, caplog, name, codec):
    noise = np.random.default_rng(1).normal(0, 0.1, 3 * 48000).astype(np.float32)
    path = encode(tmp_path / name, noise, 48000, codec)
    content = bytearray(path.read_bytes())
    for place in (len(content) // 3, len(content) // 2):
        content[place : place + 1000] = bytes(1000)
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        samples, _ = heard(SoundFile(path))
    assert len(samples) > 2 * 48000
    assert np.std(samples[-12000:]) == pytest.approx(0.1, rel=0.3)
    (record,) = caplog.records
    assert f"{name} is damaged (Invalid data found" in record.getMessage()
