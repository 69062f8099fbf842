"""Text and shapes: where they are, how wide, and nothing outside."""

import numpy as np

from systems.avatar.desk import ink
from systems.avatar.desk.cards import draw_keys, draw_notice, draw_recording


def test_a_card_has_round_corners_and_is_a_little_clear():
    card = ink.card(100, 60, 10)
    assert card[0, 0, 3] == 0
    assert card[30, 50, 3] == int(255 * 0.9)
    assert np.abs(card[..., 3].astype(int) - card[::-1, ::-1, 3]).max() < 64  # a sixteenth of a px


def test_text_stands_on_its_baseline_with_soft_edges():
    picture = ink.card(120, 40, 0)
    ink.write(picture, "HH", 10, 30, 16)
    rows, columns = np.nonzero(picture[..., 0] > 128)
    assert rows.max() == 29
    assert columns.min() >= 10
    assert columns.max() <= 10 + ink.text_width("HH", 16)
    assert len(np.unique(picture[..., 0])) > 10


def test_text_that_leaves_the_picture_is_cut_off():
    picture = ink.card(30, 20, 0)
    for place in ((-20, 12), (25, 12), (5, -3), (5, 50)):
        ink.write(picture, "cut", *place, 14)
    assert picture.shape == (20, 30, 4)


def test_a_text_too_long_is_shortened_to_its_room():
    short = ink.shortened("a camera with a very long name", 80, 14)
    assert short.endswith("...")
    assert ink.text_width(short, 14) <= 80
    assert ink.shortened("cam", 80, 14) == "cam"


def test_a_disc_is_round_and_opaque():
    picture = ink.card(40, 40, 0)
    ink.disc(picture, 20, 20, 8, ink.ACCENT)
    inside = (picture[..., 2] > 200).sum()
    assert abs(inside - np.pi * 64) < 25
    assert picture[20, 20, 3] == 255


def test_a_notice_takes_a_line_for_each_line_and_wraps_long_ones():
    one = draw_notice("mirror on", 400, alarm=False)
    two = draw_notice("what happened\n  fix: what to do", 400, alarm=True)
    wrapped = draw_notice("word " * 40, 300, alarm=False)
    assert one.shape[0] < two.shape[0] < wrapped.shape[0]
    assert wrapped.shape[1] <= 300
    assert (two[..., 0] == ink.ALARM[0]).any()


def test_the_list_of_keys_grows_with_its_lines():
    assert draw_keys([("M", "mirror")]).shape[0] < draw_keys([("M", "mirror")] * 9).shape[0]
    assert draw_recording(75).shape[2] == 4
