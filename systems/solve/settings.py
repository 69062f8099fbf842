"""What the solver is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import UsageError
from systems.solve.pose_models import require_model


@dataclass(frozen=True)
class SolveSettings:
    """How a mesh becomes a pose, a gaze and lids.

    Attributes
    ----------
    pose_model : str
        ``canonical``, ``aifi39`` or a TOML file of points.
    linked_blink : bool
        Both eyes blink as one; no winks.
    """

    pose_model: str = "canonical"
    linked_blink: bool = False


def order_solving(
    preset: str, pose_model: str | None, *, linked_blink: bool = False
) -> SolveSettings:
    """Return the settings that options ask for.

    Raises
    ------
    UsageError
        If there is no such pose model, or the preset has no use for one.
    """
    if pose_model is not None and preset == "mediapipe":
        msg = f"--pose-model {pose_model} has no meaning with --preset mediapipe"
        raise UsageError(msg, fix="leave one of the two out")
    return SolveSettings(require_model(pose_model or "canonical"), linked_blink)
