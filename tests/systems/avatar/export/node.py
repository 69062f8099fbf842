"""Programs that run under Node: npm packages in a cache folder, scripts that import them."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest
from filelock import FileLock

PACKAGES = {
    "gltf-validator": "2.0.0-dev.3.10",
    "three": "0.187.0",
    "@pixiv/three-vrm": "3.5.5",
}


def installed() -> Path:
    """Return the folder that holds the packages; skip where they cannot be had."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}: apt-get install nodejs npm")
    folder = Path(platformdirs.user_cache_dir("bunraku")) / "node"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = json.dumps({"private": True, "dependencies": PACKAGES})
    stamp = folder / "installed.json"
    with FileLock(folder / "lock"):
        if not stamp.exists() or stamp.read_text() != wanted:
            (folder / "package.json").write_text(wanted)
            words = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
            done = subprocess.run(
                words, cwd=folder, capture_output=True, text=True, timeout=900, check=False
            )
            if done.returncode:
                give_up = pytest.fail if "CI" in os.environ else pytest.skip
                give_up(f"npm could not install {', '.join(PACKAGES)}: {done.stderr[-300:]}")
            stamp.write_text(wanted)
    return folder


def run_script(script: Path, *words: object) -> dict:
    """Run a script with arguments and return the JSON that it prints."""
    # An ES module finds packages beside itself alone.
    copy = shutil.copy(script, installed())
    words = ["node", copy, *map(str, words)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
