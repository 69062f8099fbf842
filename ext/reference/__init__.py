"""Oracles of the kernels: float64, as close to the papers as numpy allows, never optimised."""

from ext.reference.detection import nms, nms_weighted

__all__ = ["nms", "nms_weighted"]
