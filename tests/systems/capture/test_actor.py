"""The actor performs on any avatar."""

import numpy as np
import pytest

from engine.errors import FileError, UsageError
from systems.avatar.character import load_character
from systems.avatar.export.write import export
from systems.capture.actor import Actor
from systems.capture.sources import open_source

pytestmark = pytest.mark.gl


def test_the_adult_performs_where_nobody_is_named():
    assert "the actor adult" in str(open_source("actor"))


def test_another_character_performs_the_same():
    adult, hana = open_source("actor").read(), open_source("actor:hana").read()
    np.testing.assert_array_equal(adult.truth.weights, hana.truth.weights)
    assert np.abs(adult.image.astype(int) - hana.image).mean() > 5


def test_a_file_performs_where_its_face_is_expected(tmp_path):
    path = tmp_path / "adult.vrm"
    export(load_character("adult"), path)
    drawn, loaded = Actor().read(), open_source(f"actor:{path}").read()
    covered = [np.abs(f.image - f.image[0, 0].astype(int)).max(2) > 12 for f in (drawn, loaded)]
    face = (slice(140, 340), slice(240, 400))
    assert (covered[0] & covered[1])[face].sum() > 0.95 * (covered[0] | covered[1])[face].sum()


def test_an_unknown_performer_is_refused_before_the_first_picture():
    with pytest.raises(UsageError, match="no avatar called 'hanna'"):
        open_source("actor:hanna")
    with pytest.raises(FileError):
        open_source("actor:missing.vrm")
