"""What a command refuses to pass off as a result."""

import pytest

from engine.errors import DataError
from systems import launch
from systems.launch import Launch
from tests.footage import astronaut


def test_a_table_is_refused_when_a_built_in_system_failed(tmp_path, monkeypatch):
    import cv2
    from rich.console import Console

    cv2.imwrite(str(tmp_path / "portrait.png"), astronaut())
    monkeypatch.setattr("systems.solve.stage.lid_ratio", lambda _points: 1 / 0)
    with pytest.raises(DataError, match="system 'measure_openness' failed"):
        launch.track(
            Launch(source=str(tmp_path / "portrait.png")), tmp_path / "a.npz", Console(quiet=True)
        )
    assert not (tmp_path / "a.npz").exists()
