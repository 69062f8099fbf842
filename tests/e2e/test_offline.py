"""Once the models are installed, nothing needs the network."""

import pytest

from systems.track.store import Store
from tests.e2e.program import environment, run, succeed

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing answers there
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def cut_off():
    """Return an environment in which every way out leads nowhere."""
    Store().install()
    away = dict.fromkeys(PROXIES, NOWHERE) | {"PIP_PROXY": NOWHERE, "PIP_RETRIES": "0"}
    env = environment(**away)
    return {k: v for k, v in env.items() if k.lower() != "no_proxy"}


def test_a_run_with_installed_models_needs_no_network(cut_off, tmp_path):
    succeed("--source", "actor", "--headless", "--frames", "3", cwd=tmp_path, env=cut_off)


def test_without_models_the_same_network_gives_none(cut_off, tmp_path):
    empty = cut_off | {"BUNRAKU_CACHE": str(tmp_path / "empty")}
    done = run("--source", "none", "--headless", "--frames", "3", cwd=tmp_path, env=empty)
    assert done.returncode == 3
    assert "cannot be installed" in done.stderr
