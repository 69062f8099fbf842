"""The wheel, installed where no checkout is, is the whole program."""

import json
import os
import subprocess
import sys
import venv
import zipfile

import pytest

from tests.e2e.program import ROOT, environment

pytestmark = pytest.mark.slow

ASSETS = (
    "assets/models.toml",
    "assets/avatars/hana.toml",
    "assets/shaders/head.vert",
    "assets/scripts/blush.py",
    "assets/scripts/level_head.py",
)

WHO_OWNS = """
import importlib.metadata, json
owners = importlib.metadata.packages_distributions()
print(json.dumps({name: owners[name] for name in ("engine", "systems", "ext", "assets")}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the files that git knows."""
    place = tmp_path_factory.mktemp("wheel")
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("needs a git checkout")
    for name in filter(None, tracked.stdout.split("\0")):
        copy = place / "source" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            copy.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place)]
    built = subprocess.run(
        command, cwd=place / "source", capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr[-2000:]
    (made,) = place.glob("bunraku-*.whl")
    return made


@pytest.fixture(scope="module")
def home(wheel):
    """A folder with a fresh venv into which the wheel is installed."""
    place = wheel.parent / "away"
    venv.create(place / "venv", with_pip=True)
    installed = subprocess.run(
        [program(place, "python"), "-m", "pip", "install", "--quiet", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr[-2000:]
    return place


def program(place, name):
    folder = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    return str(folder / name)


def there(home, *command):
    """Run a command of the fresh venv outside the checkout; return what it prints."""
    env = {k: v for k, v in environment().items() if k != "PYTHONPATH"}
    words = [program(home, command[0]), *command[1:]]
    done = subprocess.run(words, cwd=home, env=env, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_wheel_carries_kernels_assets_and_types_and_nothing_of_the_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(ASSETS) <= names
    assert {"engine/py.typed", "systems/py.typed", "ext/py.typed", "ext/_nms.pyi"} <= names
    kernels = {path.stem for path in (ROOT / "ext").glob("_*.pyx")}
    assert {
        name.split("/")[1].split(".")[0] for name in names if name.endswith((".so", ".pyd"))
    } == kernels
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "engine",
        "systems",
        "ext",
        "assets",
    }
    unwanted = {name for name in names if name.endswith((".c", ".nbc", ".nbi", ".pyc"))}
    assert not unwanted


def test_nobody_else_owns_our_top_level_names(home):
    owners = json.loads(there(home, "python", "-c", WHO_OWNS))
    others = {name: [o for o in who if o != "bunraku"] for name, who in owners.items()}
    taken = {name: who for name, who in others.items() if who}
    assert not taken, f"also owned by: {taken}"
    assert all("bunraku" in who for who in owners.values())


def test_sixty_frames_of_the_actor_run_from_the_wheel(home):
    words = ("--source", "actor", "--headless", "--frames", "60", "--record", "film.mp4")
    printed = there(home, "python", "-m", "engine", *words)
    assert "60 frames in" in printed
    assert (home / "film.mp4").stat().st_size > 50_000
    assert "cython" in there(
        home, "python", "-c", "from ext.backend import BACKEND; print(BACKEND)"
    )


def test_a_script_from_the_wheel_runs(home):
    where = "import assets, pathlib; print(pathlib.Path(assets.__file__).parent)"
    scripts = there(home, "python", "-c", where).strip()
    assert not scripts.startswith(str(ROOT))
    words = ("--source", "none", "--headless", "--frames", "3", "--strict")
    there(home, "python", "-m", "engine", *words, "--script", f"{scripts}/scripts/blush.py")


def test_the_console_command_is_there(home):
    assert "A real-time face puppet" in there(home, "bunraku", "--help")
