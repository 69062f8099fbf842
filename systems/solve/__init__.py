"""From landmarks to pose, gaze and openness, and the smoothing of them."""

from __future__ import annotations

from engine import App
from systems.solve import metric_pose, smooth, stage
from systems.track.settings import TrackSettings


def plugin(app: App) -> None:
    """Add the SOLVE and SMOOTH stages of the preset that `TrackSettings` names.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """
    settings = app.track.world.find(TrackSettings) or TrackSettings()
    app.add(stage.plugin, metric_pose.plugin if settings.mediapipe else smooth.plugin)
