"""The build of the kernels is chosen once, by name or by what is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FACES = ("affine_crop", "decode", "mesh_normalize", "morph_blend", "nms", "one_euro", "priors")


def python(code, build=None, **options):
    environment = {key: value for key, value in os.environ.items() if key != "BUNRAKU_KERNELS"}
    if build:
        environment["BUNRAKU_KERNELS"] = build
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=environment, **options)


@pytest.mark.parametrize("build", ["cython", "numba", "numpy"])
def test_the_environment_forces_a_build(build):
    shown = python("import ext; print(ext.BACKEND)", build, check=True).stdout
    assert shown.strip() == build


def test_an_unknown_build_is_refused_with_the_choices():
    result = python("import ext", "fortran")
    assert result.returncode == 1
    assert "BUNRAKU_KERNELS must be one of cython, numba, numpy, got 'fortran'" in result.stderr


@pytest.mark.parametrize("build", [None, "numpy"])
def test_numba_is_imported_only_where_it_is_chosen(build):
    imports = "; ".join(f"import ext.{name}" for name in FACES)
    code = f"import sys; {imports}; import ext; ext.warm_up(); print('numba' in sys.modules)"
    assert python(code, build, check=True).stdout.strip() == "False"


def test_nothing_is_compiled_after_the_warm_up():
    code = """
import numpy as np
import ext
from ext import _numba_nms
from ext.nms import nms
ext.warm_up()
ext.warm_up()
boxes = np.zeros((3, 4), np.float32)
nms(boxes, np.zeros(3, np.float32), 0.4)
boxes.flags.writeable = False
nms(boxes, np.zeros(3, np.float32), 0.4)
print(len(_numba_nms.greedy.signatures))
"""
    assert python(code, "numba", check=True).stdout.strip() == "1"


@pytest.mark.slow
@pytest.mark.parametrize("build", ["numba", "numpy"])
def test_the_other_builds_pass_the_tests_of_the_kernels(build):
    arguments = [str(Path(__file__).parent), "-q", f"--ignore={__file__}"]
    code = f"import sys, pytest; sys.exit(pytest.main({arguments}))"
    result = python(code, build)
    assert result.returncode == 0, result.stdout
