"""The plugins that make up `python -m engine`."""

from __future__ import annotations

from engine import App
from systems.solve import plugin as solve_plugin
from systems.track.stage import plugin as track_plugin


def face_plugin(app: App) -> None:
    """Find faces in pictures, follow them, and solve what they do."""
    app.add(track_plugin, solve_plugin)
