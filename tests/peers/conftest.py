"""FaceLandmarker's numbers and ours on the talking face."""

import pytest

from tests.footage import talking_face
from tests.peers.turns import Turns, decoded, run_both, run_ours

collect_ignore = ["face_landmarker.py"]  # runs in the peers' interpreter


@pytest.fixture(scope="session")
def pictures():
    return decoded(talking_face())


@pytest.fixture(scope="session")
def both(pictures, tmp_path_factory):
    """Theirs and ours with the mediapipe preset, one thread."""
    return run_both(pictures, tmp_path_factory.mktemp("peer"), threads=1)


@pytest.fixture(scope="session")
def default_preset(pictures):
    """Ours with the default preset."""
    return run_ours(Turns(pictures), threads=1)
