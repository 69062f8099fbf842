"""What is recorded tells how the machine kept up, with a puppet and without one."""

import pytest
from typer.testing import CliRunner

from engine.__main__ import commands
from engine.errors import FileError
from systems.sessions.account import read_account
from systems.sessions.report import page
from systems.track.ladder import Why

pytestmark = pytest.mark.gl

SHORT = ["--source", "actor", "--clock", "live", "--cpu", "1%", "--frames", "170"]
PUPPET = ["--headless", "--window", "64x64"]


@pytest.mark.parametrize("words", [["record", "{}"], ["run", "--session", "{}", *PUPPET]])
def test_a_session_tells_that_the_budget_was_exceeded(words, tmp_path):
    folder = tmp_path / "session"
    words = [word.format(folder) for word in words]
    CliRunner().invoke(commands(), [*words, *SHORT], catch_exceptions=False)
    account = read_account(folder)
    assert account.rung.max() >= 1
    assert account.why[account.rung.argmax()] == Why.CPU
    assert "fast drawing: over the CPU budget" in page(account)


def test_a_session_of_a_run_is_not_written_over(tmp_path):
    (tmp_path / "session.json").write_text("{}")
    words = ["run", "--source", "none", "--frames", "3", *PUPPET, "--session", str(tmp_path)]
    with pytest.raises(FileError, match="holds a session already"):
        CliRunner().invoke(commands(), words, catch_exceptions=False)
