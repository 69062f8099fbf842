"""The model store installs once, checks what it has, and then needs nobody."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine.errors import ModelError, UsageError
from systems.track.sources import Package, SourceError, Url, Wheel
from systems.track.store import Role, State, Store

REPOSITORY = Path(__file__).parents[3]
CONTENT = bytes(range(256)) * 40
DEAD_PROXY = "http://127.0.0.1:9"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def server(tmp_path):
    """A web server on this machine that holds ``model.bin``; yields its address."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "model.bin").write_bytes(CONTENT)
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
        thread.join()


def a_role(*sources, content=CONTENT):
    sha256 = hashlib.sha256(content).hexdigest()
    return Role("model.bin", "testing", "MIT", sha256, sources, len(content))


def a_store(cache, *sources):
    return Store(cache, {"thing": a_role(*sources)})


def test_missing_model_is_installed_on_first_use_and_not_fetched_again(tmp_path, server):
    store = a_store(tmp_path, Url(f"{server}/model.bin"))
    assert store.path("thing").read_bytes() == CONTENT
    assert store.status() == {"thing": State.INSTALLED}
    unreachable = a_store(tmp_path, Url(f"{server}/gone.bin"))
    unreachable.install()
    assert unreachable.path("thing").read_bytes() == CONTENT


def test_sources_are_tried_in_order_until_one_has_the_right_bytes(tmp_path, server):
    sources = Url(f"{server}/gone.bin"), Package("no-such-package", "x"), Url(f"{server}/model.bin")
    assert a_store(tmp_path, *sources).path("thing").read_bytes() == CONTENT


def test_wrong_bytes_are_refused_and_named(tmp_path, server):
    store = Store(tmp_path, {"thing": a_role(Url(f"{server}/model.bin"), content=b"other")})
    with pytest.raises(ModelError, match=r"'thing' cannot be installed.*its sha256 is not"):
        store.path("thing")
    assert [p.name for p in store.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("damage", "state"), [(CONTENT[:-1], "truncated"), (b"\1" + CONTENT[1:], "altered")]
)
def test_damaged_model_is_an_error_that_install_mends(tmp_path, server, damage, state):
    store = a_store(tmp_path, Url(f"{server}/model.bin"))
    path = store.path("thing")
    path.write_bytes(damage)
    with pytest.raises(ModelError, match=rf"model 'thing' is {state}") as caught:
        store.path("thing")
    assert caught.value.fix == "run: python -m engine models install"
    with pytest.raises(ModelError, match=state):
        store.verify()
    store.install()
    store.verify()
    assert path.read_bytes() == CONTENT


def test_verify_names_a_missing_model_without_installing_it(tmp_path):
    with pytest.raises(ModelError, match="model 'thing' is missing"):
        a_store(tmp_path).verify()
    assert not list(tmp_path.iterdir())


def test_unknown_role_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(UsageError, match="there is no model 'face'") as caught:
        a_store(tmp_path).path("face")
    assert "thing" in caught.value.fix


def test_cache_that_is_a_file_is_a_model_error(tmp_path):
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(ModelError, match="cannot write to") as caught:
        a_store(tmp_path).path("thing")
    assert "BUNRAKU_CACHE" in caught.value.fix


def test_source_that_does_not_answer_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr("systems.track.sources.TIMEOUT", 0.2)
    with ThreadingHTTPServer(("127.0.0.1", 0), QuietHandler) as silent:  # accepts, never serves
        began = time.monotonic()
        with pytest.raises(SourceError, match="timed out"):
            b"".join(Url(f"http://127.0.0.1:{silent.server_port}/x").read())
        assert time.monotonic() - began < 5


def test_bytes_of_a_python_literal_are_read_without_running_the_module(tmp_path, monkeypatch):
    package = tmp_path / "fake"
    info = tmp_path / "fake-1.0.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "weights.py").write_text("import no_such_module\nWEIGHTS = b'\\x00\\x01weights'\n")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fake\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (content,) = Package("fake", "fake/weights.py", "WEIGHTS").read()
    assert content == b"\x00\x01weights"
    with pytest.raises(SourceError, match="holds no bytes called BIASES"):
        next(Package("fake", "fake/weights.py", "BIASES").read())


def test_wheel_that_pip_cannot_give_is_passed_over(monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SourceError, match=r"No matching distribution found for bunraku-nothing"):
        next(Wheel("bunraku-nothing==1", "x").read())


INSTALL = """
from pathlib import Path
from systems.track.sources import Url
from tests.systems.track.test_store import a_store
print(len(a_store(Path({cache!r}), Url({url!r})).path("thing").read_bytes()))
"""


def test_two_processes_installing_at_once_leave_one_whole_file(tmp_path, server):
    code = INSTALL.format(cache=str(tmp_path), url=f"{server}/model.bin")
    command = [sys.executable, "-c", code]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, cwd=REPOSITORY, **pipes) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=300)
        assert out.strip() == str(len(CONTENT)), err
    left = sorted(p.name for p in (tmp_path / "models").iterdir())
    assert left == [".lock", "model.bin"]


def without_network(cache, code):
    """Run code in a process whose every way out leads to a port where nobody listens."""
    names = "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "PIP_PROXY"
    cut_off = os.environ | dict.fromkeys(names, DEAD_PROXY)
    cut_off |= {"BUNRAKU_CACHE": str(cache), "no_proxy": "", "NO_PROXY": ""}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=cut_off, capture_output=True, text=True, timeout=300
    )
    return done.stdout + done.stderr


def test_installed_models_need_no_network():
    installed = Store()
    installed.install()
    code = "from systems.track.store import *; s = Store(); [print(s.path(r)) for r in s.roles]"
    out = without_network(installed.folder.parent, code)
    assert out.split() == [str(installed.folder / role.file) for role in installed.roles.values()]


def test_first_use_without_network_is_one_clear_error_and_soon(tmp_path):
    code = "from systems.track.store import *; Store().path('face_landmarker')"
    began = time.monotonic()
    out = without_network(tmp_path, code)
    assert "model 'face_landmarker' cannot be installed" in out
    assert "fix: connect to the network once and run: python -m engine models install" in out
    assert time.monotonic() - began < 30
