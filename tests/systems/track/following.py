"""Drive the tracker over given pictures and note what it holds after each."""

from dataclasses import dataclass, field

from engine import App, Query, Read, Res, Stage, fresh, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, Landmarks
from systems.track.detections import Detector
from systems.track.settings import TrackSettings
from systems.track.stage import plugin


class Pictures:
    """A source of given pictures with their times, s."""

    realtime = False

    def __init__(self, pictures, stamps):
        pairs = zip(pictures, stamps, strict=True)
        self._frames = (Frame(picture, at, i) for i, (picture, at) in enumerate(pairs))

    def read(self):
        return next(self._frames, None)

    def close(self):
        pass


class CountedDetector:
    """A detector that counts its calls and notes what it was told to expect."""

    def __init__(self, detector):
        self._detector = detector
        self.calls = 0
        self.expected = []

    def detect(self, image, expected=0.0):
        self.calls += 1
        self.expected.append(expected)
        return self._detector.detect(image, expected)


@dataclass
class Followed:
    """What was held after each picture: a dict of rows by the face's number."""

    frames: list = field(default_factory=list)
    detector: CountedDetector = None

    @property
    def ids(self):
        return [sorted(frame) for frame in self.frames]


def follow(pictures, *extra, rate=30, stamps=None, **settings):
    """Track pictures on the step clock; `extra` systems and plugins are added last."""
    held = Followed()
    app = App(strict=True).insert(TrackSettings(**settings)).add(plugin)
    held.detector = CountedDetector(app.track.world.resource(Detector))
    app.insert(held.detector, key=Detector)

    @system(Stage.OUTPUT, when=fresh(Frame))
    def note(faces: Query[Read[Face], Read[Landmarks], Read[Blendshapes]], _: Res[Frame]) -> None:
        held.frames.append(
            {
                int(face[Face].id): {
                    "points": face[Landmarks].points.copy(),
                    "raw": face[Landmarks].raw.copy(),
                    "roi": face[Face].roi.copy(),
                    "captured_at": float(face[Landmarks].captured_at),
                    "weights": face[Blendshapes].weights.copy(),
                }
                for face in faces
            }
        )

    app.add(note, *extra)
    steady = [i / rate for i in range(len(pictures))]
    run_step(app, Pictures(pictures, stamps or steady))
    return held
