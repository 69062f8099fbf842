"""From a face to the rig: side, sign, mirror, rest and idling."""

import numpy as np
import pytest

from engine import App, run_step
from systems.avatar.idle import BLINK_SECONDS, blink
from systems.avatar.lost import Continuity, LostPolicy, Policy, State
from systems.avatar.puppet import Display, Rest, pose_puppet, predict_head
from systems.components import Blendshapes, Face, Gaze, HeadPose, Landmarks, Presence, Rig
from systems.solve.rotation import rotation, yaw_pitch_roll
from systems.topology import SHAPE


class Stage:
    """An app with one face and one avatar."""

    def __init__(self, *, mirror=False, lost=None):
        self.app = App(strict=True).add(predict_head, pose_puppet)
        self.app.insert(Display(mirror=mirror)).insert(Rest())
        self.app.insert(Continuity(lost))
        self.avatar = self.app.draw.world.spawn(Rig)
        world = self.app.draw.world
        self.face = world.spawn(Face(id=0), Landmarks, Blendshapes, HeadPose, Gaze)
        self.pose(0, 0, 0, 0)

    def pose(self, yaw, pitch, roll, now, x=0.0):
        world = self.app.draw.world
        head = world.value(self.face, HeadPose)
        head.yaw_pitch_roll[:] = yaw, pitch, roll
        head.rotation[:] = rotation(yaw, pitch, roll)
        head.translation[:] = x, 0, -0.6
        head.captured_at[...] = now
        world.value(self.face, Gaze).combined[:] = (0, 0, 1)

    def weights(self, **shapes):
        weights = self.app.draw.world.value(self.face, Blendshapes).weights
        for name, value in shapes.items():
            weights[SHAPE[name]] = value

    def rig(self, ticks=1):
        run_step(self.app, None, frames=ticks)
        return self.app.draw.world.value(self.avatar, Rig)


def angles(rig):
    return np.array(yaw_pitch_roll(rig.head_rotation))


def test_the_avatar_turns_as_the_head_turns():
    stage = Stage()
    stage.rig()
    stage.pose(0.3, 0.1, -0.2, 0)
    assert np.allclose(angles(stage.rig()), [0.3, 0.1, -0.2], atol=0.01)


def test_a_mirrored_avatar_turns_and_winks_the_other_way():
    stage = Stage(mirror=True)
    stage.rig()
    stage.pose(0.3, 0.1, -0.2, 0, x=0.05)
    stage.weights(eyeBlinkLeft=1, jawOpen=0.5)
    rig = stage.rig()
    assert np.allclose(angles(rig), [-0.3, 0.1, 0.2], atol=0.01)
    assert rig.weights[SHAPE["eyeBlinkRight"]] == pytest.approx(1)
    assert rig.weights[SHAPE["eyeBlinkLeft"]] == 0
    assert rig.weights[SHAPE["jawOpen"]] == pytest.approx(0.5)
    assert rig.head_translation[0] == pytest.approx(-0.05, abs=0.002)


def test_mirroring_twice_changes_nothing():
    from systems.avatar.puppet import mirror

    stage = Stage()
    stage.pose(0.3, 0.1, -0.2, 0)
    stage.weights(mouthSmileLeft=0.7)
    rig = stage.rig()
    before = {name: getattr(rig, name).copy() for name in Rig.columns}
    mirror(rig)
    mirror(rig)
    for name, value in before.items():
        assert np.allclose(getattr(rig, name), value), name


def test_a_pitch_that_stays_becomes_the_rest():
    stage = Stage()
    stage.pose(0, 0.2, 0, 0)
    assert angles(stage.rig())[1] == pytest.approx(0, abs=1e-6)


def test_a_fast_head_is_carried_forward_but_at_most_fifty_milliseconds():
    stage = Stage()
    stage.rig()
    head = stage.app.draw.world.value(stage.face, HeadPose)
    head.angular_velocity[:] = 0.5, 0, 0
    head.captured_at[...] = -0.02
    assert angles(stage.rig())[0] == pytest.approx(0.01, abs=0.002)
    head.captured_at[...] = -5
    assert angles(stage.rig())[0] == pytest.approx(0.025, abs=0.002)
    head.angular_velocity[:] = 9, 0, 0
    assert np.degrees(angles(stage.rig())[0]) == pytest.approx(2, abs=0.1)


def test_without_a_face_the_avatar_eases_to_rest_and_goes_on_living():
    stage = Stage()
    stage.pose(0.5, 0, 0, 0)
    stage.weights(jawOpen=1)
    assert angles(stage.rig())[0] == pytest.approx(0.5, abs=0.01)
    stage.app.draw.world.despawn(stage.face)
    poses = []
    for _ in range(4):
        rig = stage.rig(ticks=100)
        assert rig.weights[SHAPE["jawOpen"]] == pytest.approx(0, abs=1e-4)
        assert rig.face == -1
        poses.append(angles(rig))
    assert np.abs(poses).max() < np.radians(2.1)
    assert np.ptp([blink(t) for t in np.arange(0, 60, 0.01)]) == pytest.approx(1, abs=0.01)


def test_the_way_to_rest_is_eased():
    stage = Stage()
    stage.pose(0.5, 0, 0, 0)
    stage.rig()
    stage.app.draw.world.despawn(stage.face)
    turned = [angles(stage.rig(ticks=2))[0] for _ in range(20)]
    assert turned[0] > 0.4
    assert np.abs(np.diff(turned)).max() < 0.08


def test_a_moment_that_is_no_number_passes():
    stage = Stage()
    stage.rig()
    stage.pose(np.nan, 0, 0, 0)
    assert np.isfinite(stage.rig().weights).all()
    stage.pose(0.3, 0, 0, 0)
    assert angles(stage.rig(ticks=100))[0] == pytest.approx(0.3, abs=0.02)


def test_an_idle_person_blinks_about_as_often_as_people_do():
    closed = np.array([blink(t) > 0.5 for t in np.arange(0, 60, 0.005)])
    blinks = int(np.count_nonzero(closed[1:] & ~closed[:-1]))
    assert 10 <= blinks <= 35
    assert closed.mean() < 35 * BLINK_SECONDS / 60


def presence(stage):
    return stage.app.draw.world.value(stage.avatar, Presence)


def test_what_each_channel_shows_can_be_read_beside_the_rig():
    stage = Stage(lost=LostPolicy(head=Policy.HOLD))
    stage.rig()
    assert (presence(stage).head, presence(stage).person) == (State.TRACKED, 0)
    assert presence(stage).absent == 0
    stage.app.draw.world.despawn(stage.face)
    stage.rig(ticks=100)
    told = presence(stage)
    assert (told.head, told.eyes, told.face, told.mouth) == (
        State.HELD,
        State.IDLE,
        State.EASED,
        State.VOICE,
    )
    assert told.absent == pytest.approx(99 / 30, abs=0.01)


def test_the_pinned_person_is_followed_and_nobody_else():
    stage = Stage()
    world = stage.app.draw.world
    other = world.spawn(Face(id=1), Landmarks, Blendshapes, HeadPose, Gaze)
    for value in (HeadPose, Gaze):
        for name in value.columns:
            getattr(world.value(other, value), name)[...] = getattr(
                world.value(stage.face, value), name
            )
    stage.app.insert(Display(pin=1))
    assert stage.rig().face == other
    world.despawn(other)
    assert stage.rig().face == -1


def test_a_jump_of_the_clock_moves_neither_rest_nor_pose():
    stage = Stage()
    stage.rig(ticks=3)
    stage.pose(0, 0.2, 0, 0)
    rest = stage.app.draw.world.resource(Rest)
    stage.app.draw.clock.now -= 3600  # the machine slept for an hour
    before = rest.pitch
    stage.app.draw.tick(stage.app.draw.clock.now + 3600)
    assert rest.pitch - before < 0.2 * 0.01
