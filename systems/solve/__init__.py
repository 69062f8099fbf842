"""From landmarks to pose, gaze and openness, calibration, and the smoothing of them all."""

from __future__ import annotations

from engine import App
from systems.solve import calibration, metric_pose, smooth, stage
from systems.track.settings import TrackSettings


def plugin(app: App) -> None:
    """Add the SOLVE, CALIBRATE and SMOOTH stages of the preset that `TrackSettings` names.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """
    settings = app.track.world.find(TrackSettings) or TrackSettings()
    app.add(stage.plugin, calibration.plugin)
    app.add(metric_pose.plugin if settings.mediapipe else smooth.plugin)
