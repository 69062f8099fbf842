"""Oracles of the kernels: float64, as close to the papers as numpy allows, never optimised."""

from ext.reference.crop import affine_crop, planes
from ext.reference.detection import (
    blazeface_anchors,
    blazeface_decode,
    nms,
    nms_weighted,
    retinaface_decode,
    retinaface_priors,
)
from ext.reference.filters import one_euro_step
from ext.reference.geometry import project_points, refine_pose, rigid_fit
from ext.reference.mesh import mesh_normalize, morph_blend, skin_vertices

__all__ = [
    "affine_crop",
    "blazeface_anchors",
    "blazeface_decode",
    "mesh_normalize",
    "morph_blend",
    "nms",
    "nms_weighted",
    "one_euro_step",
    "planes",
    "project_points",
    "refine_pose",
    "retinaface_decode",
    "retinaface_priors",
    "rigid_fit",
    "skin_vertices",
]
