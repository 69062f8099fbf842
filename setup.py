"""Build the Cython kernels; everything else about the package stands in pyproject.toml.

``KERNEL_CHECKS=1 python setup.py build_ext --inplace --force`` builds them with bounds checks.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, find_packages, setup

CHECKED = os.environ.get("KERNEL_CHECKS") == "1"

KERNELS = [
    Extension(
        f"ext.{path.stem}",
        [str(path)],
        # Named here so that a source distribution carries them, not only the generated C.
        depends=[str(path), *map(str, Path("ext").glob("_*.h"))],
        # Fused multiply-adds would round the crop's coordinates differently on each processor.
        extra_compile_args=["-O3", "-g0", "-ffp-contract=off"] if os.name == "posix" else ["/O2"],
    )
    for path in sorted(Path("ext").glob("_*.pyx"))
]

setup(
    ext_modules=cythonize(
        KERNELS,
        build_dir="build/checked" if CHECKED else "build",
        language_level=3,
        compiler_directives={
            "boundscheck": CHECKED,
            "initializedcheck": CHECKED,
            "wraparound": False,  # a negative index is a mistake: with checks on, it raises
            "cdivision": True,
        },
    ),
    packages=find_packages(include=["engine*", "systems*", "ext*", "assets*"]),
)
