"""What was exported looks like what it was exported from, drawn by the reader of files."""

import numpy as np
import pytest

from systems.avatar.avatars import open_avatar
from systems.avatar.character import load_character
from systems.avatar.export.write import export
from systems.avatar.studio import FACE, Studio, shaped

pytestmark = pytest.mark.gl

SIDE = 128


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    path = tmp_path_factory.mktemp("exported") / "kaito.vrm"
    export(load_character("kaito"), path)
    ground = load_character("kaito").colours.background
    return [
        Studio(open_avatar(name), (SIDE, SIDE), background=ground) for name in ("kaito", str(path))
    ]


@pytest.mark.parametrize("shape", ["jawOpen", "eyeBlinkLeft", "eyeLookOutRight", "browDownLeft"])
def test_a_shape_changes_the_exported_face_where_it_changes_the_original(pair, shape):
    places = []
    for studio in pair:
        change = studio.picture(shaped(shape, 1.0), FACE).astype(int)
        change = np.abs(change - studio.picture(shaped(shape, 0.0), FACE)).max(2) > 30
        assert change.sum() > 20
        places.append(np.argwhere(change).mean(0))
    assert np.abs(places[0] - places[1]).max() < 0.06 * SIDE


def test_the_exported_face_has_the_colours_of_the_original(pair):
    one, other = (studio.picture(shaped("jawOpen", 0.0), FACE) for studio in pair)
    assert np.abs(one.mean((0, 1)) - other.mean((0, 1))).max() < 15
