"""Cameras and videos behind the engine's feeding thread: no starving, no torn pictures."""

import time

import numpy as np
import pytest

from engine.source import Feed
from systems.capture.camera import Camera
from systems.capture.video import Video
from tests.systems.capture.clips import write_clip
from tests.systems.capture.test_camera import FakeDevice


@pytest.mark.parametrize("drop", [True, False], ids=["newest wins", "every one"])
def test_a_picture_stays_whole_while_a_slow_reader_holds_it(drop):
    feed = Feed(Camera(open_device=lambda *_: FakeDevice(pause=0.0005)), drop=drop)
    last = -1
    for _ in range(60):
        frame = feed.take(timeout=5)
        before = frame.image.copy()
        time.sleep(0.003)
        np.testing.assert_array_equal(frame.image, before)
        assert frame.index > last
        last = frame.index
        frame.release()
    feed.close()
    assert (feed.dropped > 60) == drop


def test_a_looped_video_is_fed_without_end_and_its_buffers_suffice(tmp_path):
    path = write_clip(tmp_path / "fast.mkv", times=range(20))
    feed = Feed(Video(path, loop=True), drop=True)
    indices = []
    while len(indices) < 100:
        frame = feed.take(timeout=5)
        indices.append(frame.index)
        frame.release()
    feed.close()
    assert indices == sorted(set(indices))
    assert indices[-1] >= 99
