import numpy as np
import pytest

from tests.systems.solve.synthetic import head_points, photograph


@pytest.fixture(scope="session")
def mesh(face):
    """The canonical face before the camera, (478, 3) px."""
    return photograph(head_points(face), np.eye(3), np.array([0.0, 0.0, -0.6])).astype(np.float32)
