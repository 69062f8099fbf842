"""Videos: exact times, upright pictures, true colours, and clear words about broken files."""

import gc
import itertools
import logging
import tracemalloc

import av
import cv2
import numpy as np
import pytest

from engine.errors import DataError, FileError
from systems.capture.video import Video
from tests.footage import carphone, talking_face
from tests.systems.capture.clips import corners, quadrants, write_clip

BT601, BT709 = 5, 1
LIMITED, FULL = 1, 2


def frames(video, count=None):
    """Yield frames, releasing each when the next is asked for; close at the end."""
    for _ in itertools.count() if count is None else range(count):
        frame = video.read()
        if frame is None:
            break
        yield frame
        frame.release()
    video.close()


def first(path):
    video = Video(path)
    image = video.read().image.copy()
    video.close()
    return image


def test_variable_frame_rate_keeps_every_time(tmp_path):
    times = [0, 10, 50, 51, 250, 1000]
    path = write_clip(tmp_path / "vfr.mkv", times=times)
    got = [frame.captured_at for frame in frames(Video(path))]
    assert got == pytest.approx([time / 1000 for time in times], abs=1e-9)


def test_times_begin_where_the_stream_begins(tmp_path):
    path = write_clip(tmp_path / "late.mkv", times=[500, 533, 567])
    assert next(frames(Video(path))).captured_at == pytest.approx(0.5)


def test_pictures_are_counted_from_zero(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    assert [frame.index for frame in frames(Video(path))] == [0, 1, 2, 3, 4]


def test_pictures_equal_those_of_opencv_on_real_footage():
    path = talking_face()
    peer = cv2.VideoCapture(str(path))
    for frame in frames(Video(path), 10):
        np.testing.assert_array_equal(frame.image, peer.read()[1])
    peer.release()


def test_real_footage_is_read_to_its_last_picture_at_its_own_rate():
    video = Video(talking_face())
    assert video.count == 150
    times = [frame.captured_at for frame in frames(video)]
    assert len(times) == 150
    np.testing.assert_allclose(np.diff(times), 1001 / 30000, atol=1e-4)


@pytest.mark.parametrize(
    ("degrees", "hflip", "shown"),
    [  # counter-clockwise, then mirrored; r g / b - is the picture as it is stored
        (0, False, "rgb-"),
        (90, False, "g-rb"),
        (180, False, "-bgr"),
        (270, False, "br-g"),
        (0, True, "gr-b"),
        (90, True, "-gbr"),
    ],
)
def test_a_turned_phone_video_is_shown_upright(tmp_path, degrees, hflip, shown):
    path = write_clip(tmp_path / "phone.mp4", turn=(degrees, hflip, False))
    image = first(path)
    assert corners(image) == shown
    assert image.shape == ((64, 48, 3) if degrees % 180 else (48, 64, 3))
    assert image.flags.c_contiguous


@pytest.mark.parametrize("span", [LIMITED, FULL], ids=["limited", "full"])
@pytest.mark.parametrize("matrix", [BT601, BT709], ids=["bt601", "bt709"])
def test_colours_survive_whatever_matrix_and_range_are_flagged(tmp_path, matrix, span):
    red = np.full((48, 64, 3), (50, 60, 220), np.uint8)
    image = first(write_clip(tmp_path / "red.mp4", image=red, colour=(matrix, span)))
    np.testing.assert_allclose(image[24, 32], (50, 60, 220), atol=4)


def test_colours_are_those_of_pyav(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", colour=(BT709, LIMITED))
    with av.open(str(path)) as container:
        expected = next(container.decode(video=0)).to_ndarray(format="bgr24")
    np.testing.assert_array_equal(first(path), expected)


def test_footage_of_a_car_is_read_to_its_last_picture():
    video = Video(carphone())
    assert str(video) == "carphone_pristine.mp4: 176x144, 29.97 fps, h264"
    assert [frame.index for frame in frames(video)] == list(range(120))


def test_the_size_is_that_of_the_upright_picture(tmp_path):
    path = write_clip(tmp_path / "phone.mp4", turn=(90, False, False))
    assert Video(path).size == (48, 64)


@pytest.mark.parametrize("turn", [None, (90, False, False)], ids=["stored upright", "turned"])
def test_reading_allocates_nothing_of_a_pictures_size(tmp_path, turn):
    image = quadrants(240, 320)
    path = write_clip(tmp_path / "clip.mp4", image=image, times=range(0, 2000, 33), turn=turn)
    images = frames(Video(path))
    for _ in range(30):
        next(images)
    tracemalloc.start()
    largest = 0
    for _ in images:
        largest = max(largest, tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert 0 < largest < 50_000 < image.nbytes


def test_a_looped_video_goes_on_growing_in_time_and_index(tmp_path):
    path = write_clip(tmp_path / "loop.mkv", times=[500, 533, 567])
    got = [(frame.index, frame.captured_at) for frame in frames(Video(path, loop=True), 30)]
    assert [index for index, _ in got] == list(range(30))
    steps = np.diff([time for _, time in got])
    assert steps.min() > 0.02
    assert steps.max() < 0.05


def test_a_thousand_pictures_live_in_three_buffers(tmp_path):
    path = write_clip(tmp_path / "loop.mp4")
    images = frames(Video(path, loop=True), 1000)
    seen = {frame.image.__array_interface__["data"][0] for frame in images}
    assert len(seen) == 3


def test_reading_after_close_ends_and_closing_twice_is_harmless(tmp_path):
    video = Video(write_clip(tmp_path / "clip.mp4"), loop=True)
    video.close()
    video.close()
    assert video.read() is None


def test_cover_pictures_and_sound_are_passed_over(tmp_path):
    path = tmp_path / "covered.mkv"
    small = write_clip(tmp_path / "small.mp4", image=np.zeros((16, 16, 3), np.uint8))
    large = write_clip(tmp_path / "large.mp4")
    with av.open(str(path), "w") as out:
        clips = [av.open(str(clip)) for clip in (small, large)]
        streams = [out.add_stream_from_template(clip.streams.video[0]) for clip in clips]
        sound = out.add_stream("aac", rate=16000, layout="mono")
        for clip, stream in zip(clips, streams, strict=True):
            for packet in clip.demux(video=0):
                if packet.dts is not None:
                    packet.stream = stream
                    out.mux(packet)
            clip.close()
        quiet = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        quiet.sample_rate = 16000
        out.mux(sound.encode(quiet))
        out.mux(sound.encode(None))
    assert corners(first(path)) == "rgb-"


def test_sound_without_pictures_is_refused(tmp_path):
    path = tmp_path / "song.wav"
    with av.open(str(path), "w") as out:
        sound = out.add_stream("pcm_s16le", rate=16000, layout="mono")
        quiet = av.AudioFrame.from_ndarray(np.zeros((1, 1600), np.int16), "s16", "mono")
        quiet.sample_rate = 16000
        out.mux(sound.encode(quiet))
    with pytest.raises(FileError, match=r"song\.wav has no video in it") as caught:
        Video(path)
    assert "an image" in caught.value.fix


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileError, match=r"there is no file .*gone\.mp4"):
        Video(tmp_path / "gone.mp4")


@pytest.mark.parametrize(
    "content", [b"dear diary\n" * 100, b"", bytes(range(256)) * 64], ids=["text", "empty", "noise"]
)
def test_what_is_not_a_video_is_refused_by_name(tmp_path, content):
    path = tmp_path / "notes.mp4"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"notes\.mp4 cannot be read as a video: ") as caught:
        Video(path)
    assert "plays elsewhere" in caught.value.fix


def test_a_video_whose_index_is_cut_off_is_refused(tmp_path):
    path = write_clip(tmp_path / "cut.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(FileError, match=r"cut\.mp4 cannot be read as a video"):
        Video(path)


def test_a_truncated_video_is_read_as_far_as_it_goes_and_says_so(tmp_path, caplog):
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    start_first = {"movflags": "faststart"}
    path = write_clip(
        tmp_path / "cut.mp4",
        image=noise,
        times=range(0, 3000, 33),
        options=start_first,
    )
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with caplog.at_level(logging.WARNING):
        count = sum(1 for _ in frames(Video(path)))
    assert 0 < count < 91
    assert f"cut.mp4 is damaged: {count} of 91 pictures could be read" in caplog.text


def test_a_video_without_one_whole_picture_is_refused(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    path = write_clip(tmp_path / "cut.mp4", image=noise, options={"movflags": "faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 40])
    with pytest.raises(DataError, match=r"cut\.mp4 has a video stream, but no picture"):
        Video(path)


def test_decoded_pictures_do_not_wait_for_the_garbage_collector(tmp_path):
    video = Video(write_clip(tmp_path / "clip.mp4", times=range(0, 1000, 33)))
    gc.collect()
    gc.disable()
    try:
        assert sum(1 for _ in frames(video)) == 31
        kept = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert kept <= 3
