"""Gathers the real footage that `evaluate --video` is reported on.

python -m tests.systems.learn.clips FOLDER
"""

import shutil
import sys
from pathlib import Path

import pytest

from tests.e2e.program import save
from tests.footage import actress, astronaut, carphone, talking_face


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for clip in (talking_face, carphone, actress):
        try:
            shutil.copyfile(clip(), folder / f"{clip.__name__}.mp4")
        except pytest.skip.Exception as reason:
            print(reason)  # noqa: T201
    save(astronaut(), folder / "astronaut.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
