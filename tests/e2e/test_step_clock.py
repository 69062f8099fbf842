"""On the step clock two runs are the same run, to the last bit."""

import os

import numpy as np
import pytest

from tests.e2e.program import succeed
from tests.footage import talking_face

CORES = min(2, os.cpu_count() or 1)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The talking face tracked again and again: name of the run -> its arrays."""
    place = tmp_path_factory.mktemp("runs")
    tables = {}
    for name, threads in (("first", 1), ("again", 1), ("two threads", CORES)):
        succeed("track", talking_face(), "--threads", threads, "--out", "a.npz", cwd=place)
        with np.load(place / "a.npz") as file:
            tables[name] = dict(file)
    return tables


@pytest.mark.parametrize("other", ["again", "two threads"])
def test_two_runs_are_bit_identical(runs, other):
    first, second = runs["first"], runs[other]
    assert len(first["frame"]) == 150
    assert first.keys() == second.keys()
    different = [key for key in first if first[key].tobytes() != second[key].tobytes()]
    assert not different
