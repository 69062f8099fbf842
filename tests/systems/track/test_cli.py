"""``models list``, ``install`` and ``verify`` say what is there."""

import pytest
from typer.testing import CliRunner

from engine.errors import ModelError
from systems.track.cli import models
from systems.track.store import Store


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(models, words)


def test_list_shows_every_model_with_licence_and_state(run):
    Store().install()
    printed = run("list").stdout
    for name, role in Store().roles.items():
        (line,) = (row for row in printed.splitlines() if row.startswith(f" {name} "))
        assert role.licence in line
        assert "installed" in line


def test_list_installs_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_CACHE", str(tmp_path))
    assert run("list").stdout.count("missing") == len(Store().roles)
    assert not list(tmp_path.iterdir())


def test_verify_raises_the_error_that_names_the_model(run, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_CACHE", str(tmp_path))
    error = run("verify").exception
    assert isinstance(error, ModelError)
    assert "'face_landmarker' is missing" in error.message


def test_install_and_verify_succeed_where_all_is_there(run):
    assert run("install").exit_code == 0
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("command", ["list", "install", "verify"])
def test_every_command_shows_an_example(run, command):
    assert f"python -m engine models {command}" in run(command, "--help").stdout
