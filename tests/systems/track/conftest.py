"""The real nets, opened once for all tests of this folder."""

import numpy as np
import pytest

from systems.track import blazeface, blendshapes, mesh, retinaface
from systems.track.blazeface import BlazeFace
from systems.track.blendshapes import BlendshapeNet
from systems.track.crop import roi_from_points
from systems.track.mesh import Mesh
from systems.track.retinaface import RetinaFace
from systems.track.runtimes import OnnxModel, open_net
from systems.track.store import Store
from tests.footage import astronaut


def bundled(member):
    return Store().read("face_landmarker", member)


@pytest.fixture(scope="session")
def face_mesh():
    return Mesh(open_net("mesh", bundled("face_landmarks_detector.tflite"), mesh.CONTRACT))


@pytest.fixture(scope="session")
def blaze():
    content = bundled("face_detector.tflite")
    return BlazeFace(open_net("blazeface", content, blazeface.CONTRACT))


@pytest.fixture(scope="session")
def blendshape_net():
    content = bundled("face_blendshapes.tflite")
    return BlendshapeNet(open_net("blendshapes", content, blendshapes.CONTRACT))


@pytest.fixture(scope="session")
def retina_model():
    return OnnxModel("retinaface", Store().read("retinaface"), retinaface.CONTRACT)


@pytest.fixture
def retina(retina_model):
    return RetinaFace(retina_model)


@pytest.fixture(scope="session")
def portrait():
    return astronaut()


@pytest.fixture(scope="session")
def portrait_mesh(portrait, face_mesh, retina_model):
    """The settled mesh of the portrait, (478, 3) px."""
    (roi,) = RetinaFace(retina_model).detect(portrait).rois
    points = np.zeros((478, 3), np.float32)
    for _ in range(6):
        face_mesh.run(portrait, roi, points)
        roi = roi_from_points(points)
    return points
