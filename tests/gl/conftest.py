import moderngl
import numpy as np
import pytest

from engine.errors import DeviceError
from systems.avatar.bake import bake
from systems.avatar.character import characters, load_character
from systems.avatar.context import open_context
from systems.avatar.painter import Painter
from systems.avatar.pose import bust

SIZE = (320, 240)

collect_ignore = ["desk_session.py", "desk_styles.py"]  # run under Xvfb, in processes of their own


@pytest.fixture(scope="session")
def shared_context():
    try:
        return open_context()
    except DeviceError as error:
        pytest.skip(f"needs OpenGL: {error.message}")


@pytest.fixture
def context(shared_context: moderngl.Context):
    with shared_context:
        assert shared_context.error == "GL_NO_ERROR"
        yield shared_context
        assert shared_context.error == "GL_NO_ERROR"


@pytest.fixture(scope="session")
def heads():
    return {name: bake(load_character(name)) for name in characters()}


@pytest.fixture
def paint(context, heads):
    """Return a function that draws a character's pose into a fresh (H, W, 4) picture."""
    painters = {}

    def picture(pose, name="hana", view=None, background=(0.5, 0.5, 0.5), size=SIZE, **options):
        key = name, size, *options.items()
        if key not in painters:
            character = load_character(name)
            painters[key] = Painter(context, character, heads[name], size, **options)
        painters[key].draw(pose, view or bust(), background)
        return painters[key].read().copy().astype(np.int16)

    yield picture
    for painter in painters.values():
        painter.release()
