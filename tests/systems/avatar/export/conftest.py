import pytest

from engine.errors import DeviceError
from systems.avatar.character import load_character
from systems.avatar.export.write import export


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
