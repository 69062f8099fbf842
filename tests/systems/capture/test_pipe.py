"""Raw frames: layout, order of channels, stamps, and streams that end where they should not."""

import io
import logging
import os
import threading
import time

import numpy as np
import pytest

from engine.errors import DataError, UsageError
from systems.capture.pipe import RawFormat, RawPipe, parse_raw

LAYOUT = RawFormat(4, 2, "bgr24")
FRAME = bytes(range(24))


def pipe(content, layout=LAYOUT, rate=None):
    return RawPipe(io.BytesIO(content), layout, rate)


def test_bgr_frames_are_taken_as_they_are():
    image = pipe(FRAME).read().image
    np.testing.assert_array_equal(image, np.arange(24, dtype=np.uint8).reshape(2, 4, 3))


def test_rgb_frames_are_turned_round():
    image = pipe(FRAME, RawFormat(4, 2, "rgb24")).read().image
    expected = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)[:, :, ::-1]
    np.testing.assert_array_equal(image, expected)


def test_with_a_rate_frames_are_stamped_by_it_and_wait_for_their_time():
    source = pipe(FRAME * 3, rate=25)
    assert [source.read().captured_at for _ in range(3)] == [0.0, 0.04, 0.08]
    assert not source.realtime


def test_without_a_rate_frames_are_stamped_when_they_arrive():
    source = pipe(FRAME * 2)
    before = time.monotonic()
    stamps = [source.read().captured_at for _ in range(2)]
    assert before <= stamps[0] <= stamps[1] <= time.monotonic()
    assert source.realtime


def test_a_stream_that_ends_between_frames_ends_quietly(caplog):
    source = pipe(FRAME * 2)
    assert [source.read().index for _ in range(2)] == [0, 1]
    assert source.read() is None
    assert source.read() is None
    assert not caplog.records


def test_a_stream_that_ends_inside_a_frame_drops_it_and_says_so(caplog):
    source = pipe(FRAME + FRAME[:7])
    source.read()
    with caplog.at_level(logging.WARNING):
        assert source.read() is None
    assert "the pipe ended inside frame 1: 7 of 24 bytes" in caplog.text


@pytest.mark.parametrize("length", [0, 23])
def test_a_stream_without_one_whole_frame_is_an_error(length):
    with pytest.raises(DataError, match=f"ended after {length} bytes; one frame has 24") as caught:
        pipe(FRAME[:length]).read()
    assert "--raw" in caught.value.fix


def test_frames_that_come_in_pieces_are_put_together():
    reading, writing = os.pipe()

    def write_slowly():
        with os.fdopen(writing, "wb", buffering=0) as out:
            for start in range(0, 48, 5):
                out.write((FRAME * 2)[start : start + 5])
                time.sleep(0.002)

    threading.Thread(target=write_slowly).start()
    with os.fdopen(reading, "rb") as stream:
        source = RawPipe(stream, LAYOUT)
        assert [source.read().image.tobytes() for _ in range(2)] == [FRAME, FRAME]
        assert source.read() is None


def test_a_thousand_frames_live_in_three_buffers():
    source, seen = pipe(FRAME * 1000), set()
    while (frame := source.read()) is not None:
        seen.add(frame.image.__array_interface__["data"][0])
        frame.release()
    assert len(seen) == 3


def test_reading_after_close_ends_and_leaves_the_stream_open():
    stream = io.BytesIO(FRAME)
    source = RawPipe(stream, LAYOUT)
    source.close()
    source.close()
    assert source.read() is None
    assert not stream.closed


def test_layouts_are_parsed():
    assert parse_raw("1280x720xbgr24") == RawFormat(1280, 720, "bgr24")


@pytest.mark.parametrize("text", ["", "640x480", "640x480xyuv420p", "0x480xrgb24", "-1x2xrgb24"])
def test_other_layouts_are_refused_with_the_right_form(text):
    with pytest.raises(UsageError, match=f"--raw {text} is no layout") as caught:
        parse_raw(text)
    assert caught.value.fix == "write WIDTHxHEIGHTxrgb24 or WIDTHxHEIGHTxbgr24"
