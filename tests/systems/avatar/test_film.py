import av
import numpy as np
import pytest

from engine.errors import FileError, UsageError
from systems.avatar.film import Film


def test_a_film_has_exact_times_and_the_pictures_written(tmp_path):
    film = Film(tmp_path / "new" / "a.mp4", (64, 48), 30)
    for shade in range(0, 250, 25):
        film.write(np.full((48, 64, 3), shade, np.uint8))
    film.close()
    film.close()
    with av.open(str(tmp_path / "new" / "a.mp4")) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == 30
        frames = list(file.decode(stream))
    assert [round(float(f.time) * 30, 6) for f in frames] == list(range(10))
    shades = [f.to_ndarray(format="rgb24").mean() for f in frames]
    np.testing.assert_allclose(shades, range(0, 250, 25), atol=3)


def test_ntsc_rates_stay_exact(tmp_path):
    film = Film(tmp_path / "a.mp4", (16, 16), 30000 / 1001)
    for _ in range(3):
        film.write(np.zeros((16, 16, 3), np.uint8))
    film.close()
    with av.open(str(tmp_path / "a.mp4")) as file:
        assert file.streams.video[0].average_rate * 1001 == 30000


def test_odd_sides_are_refused():
    with pytest.raises(ValueError, match="even, got 63x48"):
        Film("a.mp4", (63, 48), 30)


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        Film(tmp_path / "file" / "a.mp4", (64, 48), 30)


def test_a_film_without_pictures_closes(tmp_path):
    Film(tmp_path / "a.mp4", (64, 48), 30).close()


def decode_alpha(path):
    """Return the pictures (H, W, 4) of a WebM; FFmpeg's own VP9 decoder drops the alpha."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        decoder.extradata = stream.codec_context.extradata
        frames = [frame for packet in file.demux(stream) for frame in decoder.decode(packet)]
    return [frame.to_ndarray(format="rgba").astype(int) for frame in frames]


def test_a_webm_keeps_straight_colour_and_alpha(tmp_path):
    film = Film(tmp_path / "a.webm", (64, 48), 30)
    picture = np.empty((48, 64, 4), np.uint8)
    picture[:] = 200, 60, 30, 0
    picture[..., 3] = np.linspace(0, 255, 64)
    for _ in range(4):
        film.write(picture)
    film.close()
    frames = decode_alpha(tmp_path / "a.webm")
    assert len(frames) == 4
    assert np.abs(frames[2] - picture).max() < 8


def test_a_suffix_that_no_film_has_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no name of a film"):
        Film(tmp_path / "a.gif", (64, 48), 30)
