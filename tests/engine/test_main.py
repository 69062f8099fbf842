"""What becomes of an error that ends the program."""

import errno
import os

import pytest

from engine.__main__ import report


@pytest.mark.parametrize("number", [errno.ENAMETOOLONG, errno.EACCES])
def test_a_path_that_cannot_be_looked_for_is_a_users_error(capsys, number):
    assert report(OSError(number, os.strerror(number), "far/away")) == 3
    what, fix = capsys.readouterr().err.splitlines()
    assert what == f"error: cannot look for far/away: {os.strerror(number)}"
    assert fix.startswith("  fix: check the path")


def test_any_other_error_of_the_system_is_to_be_reported(capsys):
    assert report(OSError(errno.EIO, "Input/output error", "a")) == 1
    assert "--debug" in capsys.readouterr().err
