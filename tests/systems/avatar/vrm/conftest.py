from pathlib import Path

import pytest

from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.load import load_figure

SAMPLES = Path(__file__).parents[4] / "../shared/data/vrm"


@pytest.fixture
def load(tmp_path):
    """Return a function that writes a TestFigure (or a Glb) and loads it."""

    def figure(made):
        path = tmp_path / "figure.vrm"
        path.write_bytes(getattr(made, "file", made).glb())
        return load_figure(path)

    return figure


@pytest.fixture
def animate(load):
    return lambda made, **options: Animator(load(made), **options)


@pytest.fixture(
    params=[
        "VRMC_vrm_expressions_isBinary_Overridden",
        "VRMC_vrm_expressions_isBinary_Overrides",
        "VRMC_materials_mtoon_UV_Animation_Test",
    ]
)
def sample(request):
    """Return each sample of the VRM consortium in turn."""
    return load_sample(request.param)


def load_sample(name):
    path = SAMPLES / f"{name}.vrm"
    if not path.is_file():
        pytest.skip(f"needs ../shared/data: {path.name}")
    return load_figure(path)
