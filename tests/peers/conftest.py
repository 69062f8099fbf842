"""FaceLandmarker's numbers and ours on the talking face."""

import pytest

from tests.footage import talking_face
from tests.peers import turns

collect_ignore = ["face_landmarker.py"]  # runs in the peers' interpreter


@pytest.fixture(scope="session")
def both(tmp_path_factory):
    """Theirs and ours with the mediapipe preset, one thread."""
    return turns.run(talking_face(), tmp_path_factory.mktemp("peer"))


@pytest.fixture(scope="session")
def default_preset(tmp_path_factory):
    """Ours with the default preset."""
    _, ours = turns.run(talking_face(), tmp_path_factory.mktemp("default"), preset="default")
    return ours
