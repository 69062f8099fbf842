"""From sound to shape through a real sound system: PulseAudio with a null sink, where it is."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soxr

from systems.user_files import cache_folder
from tests.systems.voice.speech import espeak

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("sound_to_shape.py")

LONGEST = 0.095
"""Seconds from sound to shape."""

TRIES = 6
"""A machine that is busy with something else gets other chances."""

PLAYED = 0.01
"""Seconds of buffer that the player asks for: sound is in the air no sooner."""

ASOUNDRC = 'pcm.!default { type pulse hint.description "pulse" }\n'


@pytest.fixture
def pulse(tmp_path):
    """Run a sound server with one microphone, which hears what is played; yield its environment."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        pytest.skip("needs the Debian packages pulseaudio and pulseaudio-utils")
    tmp_path.chmod(0o700)
    (tmp_path / ".asoundrc").write_text(ASOUNDRC)
    places = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    cache = {"BUNRAKU_CACHE": str(cache_folder()), "PYTHONPATH": str(ROOT)}
    environment = os.environ | places | cache
    sink = "module-null-sink sink_name=vmic rate=48000 channels=1"
    modules = ["-L", sink, "-L", "module-native-protocol-unix"]
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *modules]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(["pactl", "set-default-source", "vmic.monitor"], environment)
        yield environment
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_for(command, environment):
    """Repeat a command until it succeeds."""
    for _ in range(300):
        if subprocess.run(command, env=environment, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
    pytest.fail(f"the sound server does not answer to {command[0]}")


def delays(vowel, environment):
    """Return the median delays to the level of a click and to the mouth of a vowel, s."""
    command = [sys.executable, str(PROGRAM), str(vowel)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    if "the microphone gives no sound" in done.stderr:
        return np.inf, np.inf
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    click, mouth = (middle(told[name]) - PLAYED for name in ("click", "vowel"))
    print(  # noqa: T201
        f"sound to level {1000 * click:.0f} ms, to an open mouth {1000 * mouth:.0f} ms; "
        f"rows are {1000 * told['age']:.0f} ms old"
    )
    return click, mouth


def middle(times):
    """Return the median of the times at which sounds were heard; those that were not come last."""
    return statistics.median(np.inf if time is None else time for time in times)


@pytest.mark.slow
def test_a_sound_moves_the_mouth_within_95_ms(pulse, tmp_path):
    # Without its soft beginning: what is measured is the delay, not how a voice sets in.
    np.save(tmp_path / "vowel.npy", soxr.resample(espeak("aah")[320:], 16000, 48000))
    for _ in range(TRIES):
        slowest = max(delays(tmp_path / "vowel.npy", pulse))
        if slowest <= LONGEST:
            break
    assert slowest <= LONGEST
