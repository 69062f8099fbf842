"""Kernels are compiled before the first test, as before the first frame."""

import pytest

import ext


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels():
    ext.warm_up()
