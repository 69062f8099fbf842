"""The shared vocabulary: every column with its shape, unit and axes.

Conventions (docs: ARCHITECTURE.md): left and right are the subject's; image pixels are x right,
y down with integer coordinates at pixel centres; head and world frames are right-handed, metres,
+X subject's left, +Y up, +Z out of the face; the world is centred on the camera, which looks along
-Z; rotation is R = Ry(yaw) Rx(pitch) Rz(roll); time is seconds on the monotonic clock.
"""

from __future__ import annotations

import math

from engine import Array, Component, column


class Face(Component):
    """A face: who it is and how sure we are. One entity each; without `Landmarks` it is lost."""

    id: Array = column(dtype="i8", unit="1")  # stable number of the person, from 0
    score: Array = column(unit="1")  # detector score when the track began
    box: Array = column(4, unit="px")  # x0, y0, x1, y1, tight around the newest 478 points
    roi: Array = column(5, unit="px, rad")  # centre x, y, width, height, rotation of the next crop
    seen_at: Array = column(dtype="f8", unit="s")  # when the newest picture with it was captured


class Landmarks(Component):
    """The face mesh of the newest picture, in image space. Absent while the face is lost."""

    points: Array = column(478, 3, unit="px")  # x right, y down, z at x's scale, negative = nearer
    raw: Array = column(478, 3, unit="px")  # as the net gave them; the next crop follows these
    presence: Array = column(unit="1")  # probability that the crop shows a face
    tongue: Array = column(unit="1")  # probability that the tongue is out
    captured_at: Array = column(dtype="f8", unit="s")
    frame: Array = column(dtype="i8", unit="1")  # index of the picture in its source


class Blendshapes(Component):
    """The 52 ARKit shapes in the order of `topology.ARKIT`."""

    on = Landmarks
    weights: Array = column(52, unit="1")  # 0..1
    captured_at: Array = column(dtype="f8", unit="s")


class HeadPose(Component):
    """Head to world, by points of the canonical face and their depths."""

    on = Landmarks
    rotation: Array = column(3, 3, dtype="f8", unit="1")
    translation: Array = column(3, dtype="f8", unit="m")  # of the canonical face's origin; z < 0
    yaw_pitch_roll: Array = column(3, dtype="f8", unit="rad")
    angular_velocity: Array = column(3, dtype="f8", unit="rad/s")  # rates of yaw, pitch, roll
    reprojection_error: Array = column(dtype="f8", unit="px")  # root mean square
    trusted: Array = column(dtype="?", unit="1")  # passed the reprojection gate
    captured_at: Array = column(dtype="f8", unit="s")


class FaceTransform(Component):
    """Canonical face to world by weighted Procrustes (tracker geometry of MediaPipe)."""

    on = Landmarks
    matrix: Array = column(4, 4, dtype="f8", unit="m")


class Gaze(Component):
    """Where the eyes look, as unit vectors."""

    on = Landmarks
    left: Array = column(3, unit="1")  # head frame
    right: Array = column(3, unit="1")  # head frame
    combined: Array = column(3, unit="1")  # head frame
    camera: Array = column(3, unit="1")  # `combined` in the world frame
    confidence: Array = column(2, unit="1")  # left, right; 0 hidden .. 1 plainly seen


class EyeOpen(Component):
    """Eyelid opening, left then right."""

    on = Landmarks
    ratio: Array = column(2, unit="1")  # lid distance over eye width, uncalibrated
    state: Array = column(2, dtype="u1", unit="1")  # 1 open, 0 closed, with hysteresis


class MouthOpen(Component):
    """Inner-lip opening, and whether the lips are seen at all."""

    on = Landmarks
    ratio: Array = column(unit="1")  # inner-lip distance over inner mouth width
    state: Array = column(dtype="u1", unit="1")  # 1 open, 0 closed, with hysteresis
    seen: Array = column(unit="1", default=1.0)  # 0 something is before the lips .. 1 plain lips


class Landmarks68(Component):
    """The iBUG-68 landmarks, image space as `Landmarks`."""

    on = Landmarks
    points: Array = column(68, 3, unit="px")


class EyeCrops(Component):
    """Two roll-aligned pictures of the eyes, made only when a system asks for them."""

    on = Landmarks
    pictures: Array = column(2, 64, 64, 3, dtype="u1", unit="1")  # left, right; BGR


class PatchOffsets(Component):
    """The mesh in its three normalised patches, less the same of the person's neutral face."""

    on = Landmarks
    offsets: Array = column(450, unit="1")  # order of `ext.mesh_normalize`


class Speech(Component):
    """What is heard, 100 times a second. On an entity of its own."""

    visemes: Array = column(15, unit="1")  # 0..1, sum 1, in the order of `topology.VISEMES`
    level: Array = column(unit="dB")  # of full scale
    voiced: Array = column(unit="1")  # probability that somebody speaks
    pitch: Array = column(unit="Hz")  # 0 where there is none
    captured_at: Array = column(dtype="f8", unit="s")


class DrawnPose(Component):
    """The head pose at display time, made in PREDICT from `HeadPose`."""

    on = HeadPose
    rotation: Array = column(3, 3, dtype="f8", unit="1")
    translation: Array = column(3, dtype="f8", unit="m")


class Rig(Component):
    """What an avatar is drawn with. One entity per avatar, in DRAW only."""

    face: Array = column(dtype="i8", unit="1", default=-1)  # entity it follows; -1 none
    weights: Array = column(52, unit="1")  # in the order of `topology.ARKIT`
    head_rotation: Array = column(3, 3, dtype="f8", unit="1")
    head_translation: Array = column(3, dtype="f8", unit="m")  # from the avatar's rest position
    gaze_left: Array = column(3, unit="1")  # head frame
    gaze_right: Array = column(3, unit="1")
    blush: Array = column(unit="1")  # 0..1, redness of the cheeks beyond the character's own
    tint: Array = column(3, unit="1", default=1)  # factor on every drawn colour, RGB


class Presence(Component):
    """What each channel of an avatar shows: a `systems.avatar.lost.State`, in DRAW only.

    0 idle, 1 eased, 2 held, 3 tracked, 4 left to the voice (the mouth alone).
    """

    on = Rig
    head: Array = column(dtype="u1", unit="1")
    eyes: Array = column(dtype="u1", unit="1")
    face: Array = column(dtype="u1", unit="1")  # brows, cheeks, nose
    mouth: Array = column(dtype="u1", unit="1")
    person: Array = column(dtype="i8", unit="1", default=-1)  # who is, or was last, followed
    absent: Array = column(dtype="f8", unit="s", default=math.inf)  # since that face was seen


class Load(Component):
    """How the machine keeps up with a live run, once a second. On an entity of its own."""

    rung: Array = column(dtype="i4", unit="1")  # index into `systems.track.ladder.RUNGS`
    why: Array = column(dtype="i4", unit="1")  # a `systems.track.ladder.Why`
    cpu: Array = column(unit="1")  # share of all cores, 0..1
    drawn: Array = column(unit="s")  # median from frame to frame; 0 unknown
    dropped: Array = column(dtype="i8", unit="1")  # samples so far
    captured_at: Array = column(dtype="f8", unit="s")


class Preview(Component):
    """A small copy of the camera picture, for the overlay and the film. On an entity of its own."""

    picture: Array = column(360, 640, 3, dtype="u1", unit="1")  # BGR, top left corner used
    size: Array = column(2, dtype="i4", unit="px")  # width, height of the used part
    scale: Array = column(unit="1")  # preview pixels per camera pixel
    captured_at: Array = column(dtype="f8", unit="s")


RECORDED = (
    Face,
    Landmarks,
    Blendshapes,
    HeadPose,
    FaceTransform,
    Gaze,
    EyeOpen,
    MouthOpen,
    Landmarks68,
    Speech,
    Load,
)
"""What a session holds. Pictures of people are not among it."""
