"""Options of the whole suite."""

import functools

import pytest
from hypothesis import settings

from engine.errors import DeviceError
from systems.avatar.context import open_context

# A machine that is shared stalls any example now and then; what must be fast is measured in bench/.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden pictures anew; look at them before committing",
    )
    parser.addoption("--soak-minutes", type=float, default=30.0, help="length of `-m soak`")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what draws where nothing can be drawn."""
    if item.get_closest_marker("gl") and (missing := without_opengl()):
        pytest.skip(f"needs OpenGL: {missing}")


@functools.cache
def without_opengl():
    """Return why there is no OpenGL; nothing where there is."""
    try:
        open_context().release()
    except DeviceError as error:
        return error.message
    return ""
