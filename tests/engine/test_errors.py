"""The error tree."""

import inspect
import pickle

import pytest

from engine import errors
from engine.errors import BunrakuError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


def test_an_error_is_two_lines_what_happened_and_the_fix():
    error = BunrakuError("the sea is dry", fix="add water")
    assert str(error).splitlines() == ["the sea is dry", "  fix: add water"]


def test_an_error_comes_whole_out_of_another_process():
    error = pickle.loads(pickle.dumps(errors.FileError("the sea is dry", fix="add water")))
    assert (type(error), str(error)) == (errors.FileError, "the sea is dry\n  fix: add water")


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_in_the_module_names_every_kind_with_its_exit_code(kind):
    assert issubclass(kind, BunrakuError)
    line = next(line for line in errors.__doc__.splitlines() if f" {kind.__name__} " in f" {line} ")
    codes = [int(word) for word in line.split() if word.isdigit()]
    assert codes in ([], [kind.exit_code])
    if kind.exit_code not in (1, kind.__base__.__dict__.get("exit_code")):
        assert codes == [kind.exit_code]
