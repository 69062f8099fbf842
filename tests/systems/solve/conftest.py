import pytest

from systems.solve.canonical import read_canonical_face

store = pytest.importorskip("systems.track.store")


@pytest.fixture(scope="session")
def face():
    return read_canonical_face(store.Store().path("face_landmarker"))
