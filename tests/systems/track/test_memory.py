"""The embedded profile tracks a film of 720 lines in 500 MB, everything counted."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.footage import talking_face

REPOSITORY = Path(__file__).parents[3]
MEGABYTE = 1e6

TRACK = """
import sys
from engine.__main__ import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_embedded_profile_tracks_a_video_in_500_megabytes(tmp_path):
    words = ["track", talking_face(), "--out", tmp_path / "out.npz", "--profile", "embedded"]
    command = [sys.executable, "-c", TRACK, *map(str, words)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    peak = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) * 1024 <= 500 * MEGABYTE
