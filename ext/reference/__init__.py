"""Oracles of the kernels: float64, as close to the papers as numpy allows, never optimised."""

from ext.reference.crop import affine_crop
from ext.reference.detection import (
    blazeface_anchors,
    blazeface_decode,
    nms,
    nms_weighted,
    retinaface_decode,
    retinaface_priors,
)

__all__ = [
    "affine_crop",
    "blazeface_anchors",
    "blazeface_decode",
    "nms",
    "nms_weighted",
    "retinaface_decode",
    "retinaface_priors",
]
