"""The oldest OpenGL we ask for, 3.3, is enough: Mesa claims no more while the suite runs again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.gl

OVERRIDE = {"MESA_GL_VERSION_OVERRIDE": "3.3", "MESA_GLSL_VERSION_OVERRIDE": "330"}
INSIDE = os.environ.get("MESA_GL_VERSION_OVERRIDE") == "3.3"


@pytest.mark.slow
@pytest.mark.skipif(INSIDE, reason="runs the suite that it belongs to")
def test_the_whole_gl_suite_passes_under_opengl_3_3(context):
    if "Mesa" not in context.info["GL_VERSION"]:
        pytest.skip("only Mesa claims an older version on demand")
    here = Path(__file__).parent
    files = sorted(str(path) for path in here.glob("test_*.py"))
    words = [sys.executable, "-m", "pytest", *files, "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        words, env={**os.environ, **OVERRIDE}, capture_output=True, text=True, check=False,
        cwd=here.parents[1], timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.skipif(not INSIDE, reason="belongs to the run under OpenGL 3.3")
def test_mesa_really_claims_the_old_version(context):
    assert context.version_code == 330
