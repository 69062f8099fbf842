import numpy as np
import pytest

from engine.errors import DeviceError
from systems.avatar.bake import bake
from systems.avatar.blend import Blend
from systems.avatar.character import characters, load_character
from systems.avatar.export.write import export
from systems.avatar.part import Material
from systems.topology import SHAPE


@pytest.fixture(scope="session", params=characters())
def character(request):
    return load_character(request.param)


@pytest.fixture(scope="session")
def head(character):
    return bake(character)


@pytest.fixture
def shaped(head):
    """Return a function that gives all vertices (V, 3) under named weights."""
    blend = Blend(head)

    def positions(**weights):
        values = np.zeros(52)
        for name, value in weights.items():
            values[SHAPE[name]] = value
        return blend(values)[:, :3].copy()

    return positions


@pytest.fixture(scope="session")
def nearest(head, character):
    """Return a function that finds the skin vertex nearest to front coordinates (x, y)."""

    def index(x, y):
        ahead = (head.materials == Material.SKIN) & (head.positions[:, 2] > 0.02)
        away = np.hypot(*(head.positions[:, :2] - (x, y)).T)
        return int(np.argmin(np.where(ahead, away, np.inf)))

    return index


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """Return a function that exports a character once and gives the file's path."""
    folder = tmp_path_factory.mktemp("exported")

    def path(name, suffix):
        file = folder / f"{name}{suffix}"
        if not file.exists():
            try:
                export(load_character(name), file)
            except DeviceError as error:
                pytest.skip(f"needs OpenGL: {error.message}")
        return file

    return path
