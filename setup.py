"""Build the Cython kernels; everything else about the package stands in pyproject.toml."""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, find_packages, setup

KERNELS = [
    Extension(
        f"ext.{path.stem}",
        [str(path)],
        extra_compile_args=["-O3"],
    )
    for path in sorted(Path("ext").glob("_*.pyx"))
]

setup(
    ext_modules=cythonize(KERNELS, build_dir="build", language_level=3, nthreads=2),
    packages=find_packages(include=["engine*", "systems*", "ext*", "assets*"]),
)
