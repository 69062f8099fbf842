"""The generated C compiles for another processor, and the kernels keep inside their arrays."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from Cython.Build import cythonize

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
AARCH64 = b"\xb7\x00"
"""The processor's number in an ELF header, at byte 18."""


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The C of all kernels, made in a copy."""
    place = tmp_path_factory.mktemp("c")
    shutil.copytree(ROOT / "ext", place / "ext", ignore=shutil.ignore_patterns("*.so", "*.pyd"))
    sources = [str(path) for path in sorted((place / "ext").glob("_*.pyx"))]
    cythonize(sources, language_level=3, quiet=True)
    return sorted((place / "ext").glob("_*.c"))


@pytest.fixture
def headers(tmp_path):
    """Python's headers; Debian's ask for the other processor's `pyconfig.h`, and take ours."""
    version = f"python{sysconfig.get_python_version()}"
    ours = Path("/usr/include") / str(sysconfig.get_config_var("MULTIARCH")) / version
    if (ours / "pyconfig.h").is_file():
        (tmp_path / "aarch64-linux-gnu" / version).mkdir(parents=True)
        shutil.copy(ours / "pyconfig.h", tmp_path / "aarch64-linux-gnu" / version)
    return [f"-I{sysconfig.get_path('include')}", f"-I{tmp_path}"]


def test_all_kernels_compile_for_aarch64(generated, headers, tmp_path):
    compiler = shutil.which("aarch64-linux-gnu-gcc")
    if compiler is None:
        pytest.skip("needs aarch64-linux-gnu-gcc: apt-get install gcc-aarch64-linux-gnu")
    assert len(generated) == len(list((ROOT / "ext").glob("_*.pyx")))
    for source in generated:
        target = tmp_path / f"{source.stem}.so"
        flags = ["-O1", "-ffp-contract=off", "-shared", "-fPIC", f"-I{source.parent}", *headers]
        command = [compiler, *flags, str(source), "-o", str(target), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{source.name}: {done.stderr}"
        assert target.read_bytes()[18:20] == AARCH64


def run(place, *words):
    environment = os.environ | {"KERNEL_CHECKS": "1", "BUNRAKU_KERNELS": "cython"}
    options = {"cwd": place, "env": environment, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, *words], **options)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_kernels_keep_inside_their_arrays_when_built_with_checks(tmp_path):
    for name in ("ext", "tests/ext"):
        ignored = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__", Path(__file__).name)
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copy(ROOT / "tests" / "__init__.py", tmp_path / "tests")
    run(tmp_path, "setup.py", "-q", "build_ext", "--inplace", "--parallel", "2")
    assert (tmp_path / "build" / "checked").is_dir()
    run(tmp_path, "-c", f"from ext import _nms; assert _nms.__file__.startswith('{tmp_path}')")
    run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/ext", "-k", "not builds")
