"""Time between pictures, for motion and for learning."""

import math

import numpy as np

from systems.solve.head_motion import LONGEST, learnt_for
from systems.solve.lids import LidModel, follow
from tests.systems.solve.test_lids import Kept

KNOWN = 0.33


def test_what_was_out_of_sight_for_long_counts_as_one_picture():
    at = np.array(10.0)
    assert learnt_for(at, np.array(10.1)) == 10.1 - 10.0
    assert learnt_for(at, np.array(700.0)) == LONGEST
    assert float(at) == 700.0


def test_of_the_first_picture_there_is_no_time():
    assert math.isnan(learnt_for(np.array(math.nan), np.array(3.0)))


def test_a_half_shut_eye_after_an_absence_is_not_taken_for_an_open_one():
    lids, at = Kept(), np.array(math.nan)
    for second in np.arange(0, 60, 1 / 30):
        follow(lids, np.full(2, KNOWN), 0.0, 0.0, learnt_for(at, np.array(second)), LidModel())
    follow(lids, np.full(2, 0.2), 0.0, 0.0, learnt_for(at, np.array(660.0)), LidModel())
    assert np.all(lids.level > 0.95 * KNOWN)
