"""Opens the nets that the settings ask for, from the store or from the user's own files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from systems.track import blazeface, blendshapes, mesh, patch_blendshapes, retinaface
from systems.track.blazeface import BlazeFace
from systems.track.blendshapes import BlendshapeNet
from systems.track.contract import Either
from systems.track.detections import Detector
from systems.track.mesh import Mesh
from systems.track.patch_blendshapes import PatchBlendshapeNet, read_order
from systems.track.pyramid import reduced
from systems.track.retinaface import RetinaFace
from systems.track.runtimes import TFLITE_MAGIC, OnnxModel, WatchedNet, open_net
from systems.track.settings import TrackSettings
from systems.track.store import Store

BUNDLE = "face_landmarker"


class ModelHashes(dict[str, str]):
    """The sha256 of every net in use, by role: it travels with what was measured."""


@dataclass(frozen=True)
class Nets:
    """The opened nets."""

    detector: Detector
    mesh: Mesh
    blendshapes: BlendshapeNet | PatchBlendshapeNet
    hashes: ModelHashes


class _Files:
    """Bytes of each role's model; remembers their hashes."""

    def __init__(self, settings: TrackSettings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self.hashes = ModelHashes()

    def read(self, role: str, stored: str, member: str | None = None) -> tuple[str, bytes]:
        """Return what to call the model of a role, and its bytes."""
        own = self._settings.models.get(role)
        content = own.read_bytes() if own else self._store.read(stored, member)
        self.hashes[role] = hashlib.sha256(content).hexdigest()
        return str(own or f"the stored {role} model"), content


def open_nets(settings: TrackSettings, store: Store) -> Nets:
    """Open the nets of the settings, installing stored models where they are missing.

    Raises
    ------
    ModelError
        If a model is missing and cannot be installed, is damaged, or breaks its contract.
    """
    files, threads = _Files(settings, store), settings.threads
    face_mesh = files.read("mesh", BUNDLE, "face_landmarks_detector.tflite")
    shapes = files.read("blendshapes", BUNDLE, "face_blendshapes.tflite")
    return Nets(
        _detector(settings, files, store),
        Mesh(open_net(*face_mesh, mesh.CONTRACT, threads=threads)),
        _blendshapes(*shapes),
        files.hashes,
    )


def _blendshapes(name: str, content: bytes) -> BlendshapeNet | PatchBlendshapeNet:
    """Return what reads the mesh or, as an `.onnx` may, the patches; threads gain nothing."""
    if content[4:8] == TFLITE_MAGIC:
        return BlendshapeNet(WatchedNet(name, open_net(name, content, blendshapes.CONTRACT)))
    forms = Either((blendshapes.CONTRACT, patch_blendshapes.CONTRACT))
    model = OnnxModel(name, content, forms)
    net = WatchedNet(name, model.open())
    if net.input().size == patch_blendshapes.CONTRACT.input[-1]:
        return PatchBlendshapeNet(net, read_order(name, model.metadata))
    return BlendshapeNet(net)


def _detector(settings: TrackSettings, files: _Files, store: Store) -> Detector:
    """Return RetinaFace for an `.onnx` and BlazeFace for a `.tflite` model."""
    if settings.mediapipe:
        name, content = files.read("detect", BUNDLE, "face_detector.tflite")
    else:
        name, content = files.read("detect", "retinaface")
    if content[4:8] == TFLITE_MAGIC:
        return BlazeFace(open_net(name, content, blazeface.CONTRACT, threads=settings.threads))
    levels, threads = settings.levels, settings.threads
    content = reduced(name, content, levels, store)
    model = OnnxModel(name, content, retinaface.CONTRACT, threads=threads)
    return RetinaFace(model, levels=levels, largest=settings.largest, thorough=settings.thorough)
