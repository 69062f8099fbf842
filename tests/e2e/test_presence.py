"""Faces that go and come back, cross, and lose their camera: a film and a log of each."""

import av
import numpy as np
import pytest

from engine import ClockKind, Query, Read, Res, Stage, run_live, run_step, system
from engine.clock import Clock
from systems.avatar.lost import PATIENCE, LostPolicy, State
from systems.avatar.show import Show
from systems.capture.actor import Actor
from systems.capture.camera import Camera
from systems.components import Face, Landmarks, Presence, Rig
from systems.launch import Launch, build
from systems.solve.rotation import yaw_pitch_roll
from systems.track.settings import TrackSettings
from tests.footage import astronaut
from tests.systems.capture.test_camera import FakeDevice
from tests.systems.track.following import Pictures
from tests.systems.track.test_crossing import heads, scene  # noqa: F401

pytestmark = [pytest.mark.gl, pytest.mark.slow]

SIZE = (160, 160)


@pytest.fixture(scope="session")
def portrait():
    return astronaut()


class Log:
    """What the puppet showed at each drawn frame."""

    def __init__(self):
        self.now, self.states, self.persons, self.angles, self.absent = [], [], [], [], []
        self.places = []

    def head(self):
        """Return the states of the head, each once, in order."""
        states = [state["head"] for state in self.states]
        return [s for i, s in enumerate(states) if i == 0 or s is not states[i - 1]]

    def steps(self):
        """Return how far the head turned from frame to frame, degrees."""
        return np.degrees(np.abs(np.diff(self.angles, axis=0)).max(1))


def app_of(film, log, **show):
    """Return an app that films the puppet and keeps a log; `faces` and `pin` as in options."""
    faces = show.pop("faces", 1)
    app = build(
        Launch(
            source="none",
            track=TrackSettings(faces=faces),
            show=Show(headless=True, size=SIZE, film=film, **show),
            strict=True,
        )
    )

    @system(Stage.RENDER)
    def keep(
        avatars: Query[Read[Rig], Read[Presence]],
        faces: Query[Read[Face], Read[Landmarks]],
        clock: Res[Clock],
    ) -> None:
        for avatar in avatars:
            told = avatar[Presence]
            channels = ("head", "eyes", "face", "mouth")
            log.now.append(clock.now)
            log.states.append({name: State(int(getattr(told, name))) for name in channels})
            log.persons.append(int(told.person))
            log.absent.append(float(told.absent))
            log.angles.append(yaw_pitch_roll(avatar[Rig].head_rotation))
        log.places.append({int(f[Face].id): float(f[Face].box[[0, 2]].mean()) for f in faces})

    return app.add(keep)


def filmed(path):
    """Return the pictures of a film, (N, H, W, 3)."""
    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])


def performance(count):
    """Return pictures of the actor, without its background's truth."""
    actor, pictures = Actor(), []
    for _ in range(count):
        frame = actor.read()
        pictures.append(frame.image.copy())
        frame.release()
    return pictures


def test_a_face_lost_for_a_second_comes_back_without_a_jump(tmp_path):
    pictures = performance(120)
    for index in range(45, 75):
        pictures[index] = np.full_like(pictures[index], 120)
    log = Log()
    app = app_of(tmp_path / "lost.mp4", log)
    run_step(app, Pictures(pictures, [i / 30 for i in range(120)]))
    assert log.head() == [State.TRACKED, State.HELD, State.EASED, State.TRACKED]
    held = [i for i, state in enumerate(log.states) if state["head"] is State.HELD]
    assert held[0] == 45
    assert len(held) == pytest.approx(30 * PATIENCE, abs=1)
    assert max(log.absent[45:75]) == pytest.approx(1.0, abs=0.05)
    assert log.absent[75] == 0
    assert set(log.persons) == {0}
    assert log.steps()[44:110].max() < 4.0
    film = filmed(tmp_path / "lost.mp4")
    assert len(film) == 120
    puppet = film[:, :, SIZE[0] :].astype(float)
    assert np.abs(np.diff(puppet[45:53], axis=0)).mean() < 0.5  # held: it stands still
    assert np.abs(puppet[74] - puppet[46]).mean() > 0.5  # and then lives on


def test_two_faces_cross_and_the_pinned_one_is_followed_throughout(tmp_path, heads):  # noqa: F811
    shares = np.concatenate([np.zeros(30), np.linspace(0, 1, 60), np.ones(30)])
    pictures = [scene((heads[1], 760 - 560 * s), (heads[0], 200 + 560 * s)) for s in shares]
    log = Log()
    app = app_of(tmp_path / "cross.mp4", log, faces=2, pin=1)
    run_step(app, Pictures(pictures, [i / 30 for i in range(len(pictures))]))
    first, last = log.places[25], log.places[-1]
    assert sorted(first) == sorted(last) == [0, 1]
    assert (first[0] < first[1]) != (last[0] < last[1])
    assert abs(first[0] - last[1]) < 40
    assert set(log.persons[5:]) == {1}
    assert log.states[-1]["head"] is State.TRACKED
    assert log.steps()[5:].max() < 8.0
    assert len(filmed(tmp_path / "cross.mp4")) == len(pictures)


class Portraits(FakeDevice):
    """A camera before a person, at thirty pictures a second."""

    def __init__(self, picture, **how):
        super().__init__(picture.shape[1::-1], pause=1 / 30, **how)
        self._picture = picture

    def retrieve(self, *_):
        return True, self._picture.copy()


def test_an_unplugged_camera_is_told_and_its_face_comes_back_with_it(tmp_path):
    picture = np.ascontiguousarray(astronaut()[0:320, 60:380])
    plugged = Portraits(picture, pictures=60)
    absent = [FakeDevice(opened=False) for _ in range(3)]
    devices = iter([plugged, *absent, Portraits(picture)])
    camera = Camera(open_device=lambda *_: next(devices), retry_after=0.2)
    log = Log()
    app = app_of(tmp_path / "plug.mp4", log, lost=LostPolicy())
    run_live(app, camera, frames=110)
    states = [state["head"] for state in log.states]
    last = len(states) - 1
    gone = next(i for i in range(last) if states[i] is State.HELD)
    assert State.IDLE in states[gone:] or State.EASED in states[gone:]
    assert states[last] is State.TRACKED
    assert log.persons[-1] == 0  # known by the face, however long it was away
    waited = max(log.absent[gone:])
    assert 1.0 < waited < 10.0
    assert max(np.diff(log.now[gone:])) < 1.0  # it was drawn all the while
    assert len(filmed(tmp_path / "plug.mp4")) >= 30 * (log.now[-1] - log.now[0]) - 2
    assert app.track.clock.kind is ClockKind.LIVE
