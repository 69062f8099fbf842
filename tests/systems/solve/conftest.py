import pytest

from systems.solve.canonical import read_canonical_face
from systems.track.store import Store


@pytest.fixture(scope="session")
def face():
    return read_canonical_face(Store().path("face_landmarker"))
