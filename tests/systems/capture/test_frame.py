"""Frames give their buffers back, and pools never grow."""

import threading

import numpy as np
import pytest

from engine.errors import BunrakuError
from systems.capture.frame import Frame, FramePool


def address(image):
    return image.__array_interface__["data"][0]


def test_pool_hands_out_contiguous_pictures_of_its_size():
    image = FramePool(48, 64).take()
    assert image.shape == (48, 64, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous


def test_a_thousand_frames_live_in_three_buffers():
    pool = FramePool(4, 4)
    seen = set()
    for index in range(1000):
        frame = pool.frame(pool.take(), index / 30, index)
        seen.add(address(frame.image))
        frame.release()
    assert len(seen) == 3


def test_buffers_in_use_are_distinct():
    pool = FramePool(4, 4)
    assert len({address(pool.take()) for _ in range(3)}) == 3


def test_taking_waits_until_a_frame_is_released():
    pool = FramePool(4, 4, count=1)
    frame = pool.frame(pool.take(), 0.0, 0)
    threading.Timer(0.05, frame.release).start()
    assert address(pool.take()) == address(frame.image)


def test_frames_that_are_never_released_are_an_error_not_a_hang():
    pool = FramePool(4, 4, patience=0.01)
    for _ in range(3):
        pool.take()
    with pytest.raises(BunrakuError, match="all 3 frame buffers were in use") as caught:
        pool.take()
    assert "release()" in caught.value.fix


def test_releasing_twice_does_not_hand_one_buffer_to_two_frames():
    pool = FramePool(4, 4, count=2, patience=0.01)
    frame = pool.frame(pool.take(), 0.0, 0)
    frame.release()
    frame.release()
    assert address(pool.take()) != address(pool.take())
    with pytest.raises(BunrakuError):
        pool.take()


def test_releasing_a_frame_without_a_pool_does_nothing():
    frame = Frame(np.zeros((2, 2, 3), np.uint8), 0.0, 0)
    frame.release()
    assert frame.image.shape == (2, 2, 3)
