"""What several tests of visemes need."""

import pytest

from engine.errors import FileError
from systems.voice.visemes.espeak import Espeak


@pytest.fixture(scope="module")
def engine():
    try:
        return Espeak()
    except FileError as error:
        pytest.skip(f"needs the Debian package espeak-ng: {error}")
