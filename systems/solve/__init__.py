"""From landmarks to pose, gaze and openness, calibration, and the smoothing of them all."""

from __future__ import annotations

from engine import App
from systems.solve import calibration, linked_blink, metric_pose, smooth, smooth_shapes, stage
from systems.solve.age import note_age
from systems.solve.settings import SolveSettings
from systems.track.settings import TrackSettings


def plugin(app: App) -> None:
    """Add the SOLVE, CALIBRATE and SMOOTH stages of the preset that `TrackSettings` names.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """
    settings = app.track.world.find(TrackSettings) or TrackSettings()
    app.add(note_age, stage.plugin, calibration.plugin)
    if settings.mediapipe:
        app.add(metric_pose.plugin)
    else:
        app.add(smooth_shapes.plugin, smooth.plugin)
    solving = app.track.world.find(SolveSettings) or SolveSettings()
    if solving.linked_blink:
        app.add(linked_blink.plugin)
