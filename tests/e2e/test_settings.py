"""Settings from the outside: read where they are named, their mistakes in two lines."""

from tests.e2e.program import run, succeed

SHORT = ("--source", "none", "--headless", "--frames", "3", "--window", "64x64")


def test_settings_that_are_named_count_without_a_window(tmp_path):
    (tmp_path / "my.toml").write_text('avatar = "nobody"\n')
    done = run(*SHORT, "--settings", "my.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no avatar called 'nobody'" in done.stderr
    succeed(*SHORT, "--settings", "my.toml", "--avatar", "mira", cwd=tmp_path)


def test_a_mistake_in_the_settings_is_two_lines_with_the_line_of_the_file(tmp_path):
    (tmp_path / "my.toml").write_text("[gain]\n\nmouthSmilLeft = 2\n")
    done = run(*SHORT, "--settings", "my.toml", cwd=tmp_path)
    assert done.returncode == 3
    what, fix = done.stderr.strip().splitlines()
    assert "my.toml, line 3: there is no shape 'mouthSmilLeft'" in what
    assert "mouthSmileLeft" in fix
