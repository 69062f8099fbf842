"""Springs, constraints, bones: what moves, and that it moves well."""

import numpy as np
import pytest

from systems.avatar.gltf.quaternions import (
    between,
    inverse,
    matrices,
    multiply,
    quaternions,
    rotate,
    slerp,
    turn,
)
from systems.avatar.pose import Pose, looking, seated
from systems.avatar.vrm.posing import ARMS
from systems.solve.rotation import rotation
from tests.systems.avatar.vrm.vrm_file import vrm0, vrm1


def turned(yaw=0.0, pitch=0.0, roll=0.0, *, by=(0, 0, 0), **options):
    R = rotation(yaw, pitch, roll)
    return Pose(head_rotation=R, head_translation=seated(R) + by, **options)


def world_of(animator, pose):
    return animator.figure.model.skeleton.world(animator.place(pose))


def tip(animator, pose):
    """Return where the end of the strand is, (3,) m."""
    return world_of(animator, pose)[animator.figure.model.skeleton.names.index("strand3"), :3, 3]


def nod(t):
    return turned(yaw=0.5 * np.sin(5 * t), by=(0.05 * np.sin(7 * t), 0, 0), time=t)


def run(animator, rate, seconds=2.0):
    """Return the tip at every twelfth of a second, when all rates draw."""
    every = rate // 6
    return np.array([tip(animator, nod(i / rate)) for i in range(int(seconds * rate) + 1)])[::every]


def test_a_strand_swings_after_the_head(animate):
    with_springs, without = animate(vrm1()), animate(vrm1(springs=False))
    late = [
        np.linalg.norm(tip(with_springs, nod(i / 60)) - tip(without, nod(i / 60)))
        for i in range(90)
    ]
    assert max(late) > 0.02


@pytest.mark.parametrize("rate", [30, 144, 240])
def test_a_strand_looks_the_same_at_every_display_rate(animate, rate):
    smooth, other = run(animate(vrm1()), 60), run(animate(vrm1()), rate)
    swing = np.ptp(smooth, axis=0).max()
    assert swing > 0.05
    assert np.abs(smooth - other).max() < 0.05 * swing


@pytest.mark.parametrize("write", [vrm0, vrm1])
def test_a_bone_keeps_its_length(animate, write):
    animator = animate(write())
    names = animator.figure.model.skeleton.names
    for i in range(60):
        world = world_of(animator, nod(i / 60))
        points = [world[names.index(f"strand{k}"), :3, 3] for k in range(4)]
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        assert np.allclose(lengths, np.linalg.norm([0, 0.08, 0.01]), atol=0.002)


def test_a_strand_comes_to_rest_hanging_down(animate):
    animator = animate(vrm1(gravity=3.0))
    sideways = turned(roll=1.0)
    for i in range(300):
        sideways.time = i / 60
        end = tip(animator, sideways)
    names = animator.figure.model.skeleton.names
    root = world_of(animator, sideways)[names.index("strand1"), :3, 3]
    down = (end - root) / np.linalg.norm(end - root)
    assert down[1] < -0.8


def test_a_teleport_carries_the_strand_along(animate):
    animator, still = animate(vrm1()), animate(vrm1())
    for i in range(30):
        tip(animator, turned(time=i / 60))
    away = np.array([0, 0, -2.0])
    there = tip(animator, turned(by=away, time=0.5))
    assert np.linalg.norm(there - away - tip(still, turned())) < 0.02


def test_a_reset_and_a_pause_do_not_explode(animate):
    animator = animate(vrm1())
    for i in range(60):
        tip(animator, nod(i / 60))
    calm = tip(animate(vrm1()), nod(0))
    assert np.linalg.norm(tip(animator, nod(0)) - calm) < 1e-6  # time went back: a new start
    late = tip(animator, nod(100.0))
    assert np.linalg.norm(late) < 0.5
    animator.springs.reset()
    assert np.isfinite(tip(animator, nod(101.0))).all()


def test_hidden_hair_does_not_break_the_springs(animate):
    animator = animate(vrm1())
    animator.parts.node("head").scale[:] = 0
    for i in range(10):
        assert np.isfinite(world_of(animator, nod(i / 60))).all()


@pytest.mark.parametrize("tail", [None, [0, -0.2, -0.12]])
def test_colliders_keep_a_strand_out(animate, tail):
    made = vrm1(gravity=2.0)
    # A ball (or a capsule) in the head, 2 cm thicker than the rest place of the strand.
    shape = {"offset": [0, 0.05, -0.04], "radius": 0.1}
    kind = {"sphere": shape} if tail is None else {"capsule": {**shape, "tail": tail}}
    springs = made.file.json["extensions"]["VRMC_springBone"]
    springs["colliders"] = [{"node": made.nodes["head"], "shape": kind}]
    springs["colliderGroups"] = [{"colliders": [0]}]
    springs["springs"][0]["colliderGroups"] = [0]
    animator = animate(made)
    for i in range(120):
        world = world_of(animator, turned(pitch=-0.4, time=i / 60))
    names = animator.figure.model.skeleton.names
    centre = (world[animator.figure.bones["head"]] @ (0, 0.05, -0.04, 1))[:3]
    for name in ("strand1", "strand2"):
        assert np.linalg.norm(world[names.index(name), :3, 3] - centre) > 0.105


def test_inertia_felt_in_a_moving_center_leaves_the_strand_alone(animate):
    made = vrm1(gravity=0.0)
    made.file.json["extensions"]["VRMC_springBone"]["springs"][0]["center"] = made.nodes["head"]
    animator, world_bound = animate(made), animate(vrm1(gravity=0.0))
    moves = [turned(by=(0.1 * np.sin(6 * i / 60), 0, 0), time=i / 60) for i in range(60)]

    def swing(figure):
        own = [np.linalg.inv(world_of(figure, m)[figure.figure.bones["head"]]) for m in moves]
        ends = [frame @ (*tip(figure, m), 1) for frame, m in zip(own, moves, strict=True)]
        return np.ptp(ends, axis=0).max()

    assert swing(animator) < 0.3 * swing(world_bound)


def with_constraint(**constraint):
    made = vrm1(springs=False)
    node = made.add_node("twist", "leftLowerArm", (0.5, 1.33, 0), (0.40, 1.33, 0))
    made.file.json["nodes"][node]["extensions"] = {
        "VRMC_node_constraint": {"specVersion": "1.0", "constraint": constraint}
    }
    return made


def local_of(animator, name):
    names = animator.figure.model.skeleton.names
    return animator.place(Pose()).rotations[names.index(name)]


@pytest.mark.parametrize("weight", [0.5, 1.0])
def test_a_roll_constraint_takes_the_roll_alone(animate, weight):
    source = vrm1().nodes["leftHand"]
    animator = animate(with_constraint(roll={"source": source, "rollAxis": "X", "weight": weight}))
    bend = multiply(turn((0, 1, 0), 0.5), turn((1, 0, 0), 0.6))
    animator.parts.node("leftHand").rotation[:] = matrices(bend)
    assert np.allclose(
        np.abs(local_of(animator, "twist")), turn((1, 0, 0), weight * 0.6), atol=1e-6
    )


def test_a_rotation_constraint_takes_the_whole_turn(animate):
    source = vrm1().nodes["leftHand"]
    animator = animate(with_constraint(rotation={"source": source, "weight": 1.0}))
    bend = multiply(turn((0, 1, 0), 0.5), turn((1, 0, 0), 0.6))
    animator.parts.node("leftHand").rotation[:] = matrices(bend)
    assert np.allclose(matrices(local_of(animator, "twist")), matrices(bend), atol=1e-9)


@pytest.mark.parametrize("axis", ["PositiveX", "NegativeZ"])
def test_an_aim_constraint_points_its_axis_at_the_source(animate, axis):
    source = vrm1().nodes["head"]
    animator = animate(with_constraint(aim={"source": source, "aimAxis": axis, "weight": 1.0}))
    world = world_of(animator, Pose())
    node = animator.figure.model.skeleton.names.index("twist")
    wanted = world[source, :3, 3] - world[node, :3, 3]
    column = world[node, :3, "XYZ".index(axis[-1])] * (-1 if axis[0] == "N" else 1)
    assert np.allclose(column, wanted / np.linalg.norm(wanted), atol=1e-6)


def test_constraints_on_constrained_nodes_come_after_them(load):
    made = with_constraint(rotation={"source": 0, "weight": 1.0})
    first = made.nodes["twist"]
    # An earlier node that follows the later one.
    made.file.json["nodes"][made.nodes["rightHand"]]["extensions"] = {
        "VRMC_node_constraint": {"constraint": {"rotation": {"source": first}}}
    }
    assert [c.node for c in load(made).constraints] == [first, made.nodes["rightHand"]]


@pytest.mark.parametrize("write", [vrm0, vrm1])
@pytest.mark.parametrize("angles", [(0.6, 0, 0), (0, 0.4, 0), (0, 0, 0.3), (0.4, -0.3, 0.2)])
def test_the_head_turns_just_as_the_tracked_one_and_stands_where_it_does(animate, write, angles):
    animator = animate(write())
    rest = world_of(animator, Pose())[animator.figure.bones["head"]]
    pose = turned(*angles, by=(0.05, -0.02, 0.04))
    world = world_of(animator, pose)[animator.figure.bones["head"]]
    assert np.allclose(world[:3, :3], pose.head_rotation @ rest[:3, :3], atol=1e-6)
    face = np.linalg.inv(rest) @ (0, 0, 0, 1)
    assert np.allclose((world @ face)[:3], pose.head_translation, atol=2e-3)


def test_a_turn_is_shared_by_neck_and_trunk(animate):
    animator = animate(vrm1())
    bones, before = animator.figure.bones, world_of(animator, Pose())
    after = world_of(animator, turned(yaw=0.8))

    def yaw(bone):
        R = after[bones[bone], :3, :3] @ before[bones[bone], :3, :3].T
        return np.arctan2(R[0, 2], R[2, 2])

    angles = [yaw(bone) for bone in ("hips", "spine", "chest", "neck", "head")]
    assert np.allclose(angles[0], 0)
    assert (np.diff(angles) > 0.02).all()
    assert angles[-1] == pytest.approx(0.8)


def test_the_arms_hang_relaxed_and_as_asked(animate):
    for arms in (ARMS, 0.2):
        animator = animate(vrm1(), arms=arms)
        world = world_of(animator, Pose())
        for side in ("left", "right"):
            ends = [
                world[animator.figure.bones[f"{side}{b}Arm"], :3, 3] for b in ("Upper", "Lower")
            ]
            along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
            assert along[1] == pytest.approx(-np.sin(arms), abs=0.01)
            assert along[0] * (1 if side == "left" else -1) > 0


def test_the_chest_breathes_while_the_face_stays(animate):
    animator = animate(vrm1())
    bones = animator.figure.bones
    worlds = [world_of(animator, Pose(time=t)) for t in np.arange(0, 4.2, 0.35)]
    assert np.ptp([w[bones["leftUpperArm"], 2, 3] for w in worlds]) > 0.001
    assert np.ptp([w[bones["head"], :3, :3] for w in worlds], axis=0).max() < 1e-9


def test_eye_bones_follow_the_gaze_by_the_range_maps(animate):
    look = {"type": "bone"}
    for kind in ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp"):
        look[f"rangeMap{kind}"] = {"inputMaxValue": 90, "outputScale": 30}
    animator = animate(vrm1(look_at=look))
    gaze = looking(np.array([0.5, 0, np.sqrt(0.75)])) @ (0, 0, 1)
    world = world_of(animator, Pose(gaze_left=gaze, gaze_right=gaze))
    ahead = world[animator.figure.bones["leftEye"], :3, 2]
    assert np.degrees(np.arctan2(ahead[0], ahead[2])) == pytest.approx(10, abs=0.1)


def test_a_model_without_bones_turns_as_a_whole_at_the_size_of_a_head(animate):
    made = vrm1(springs=False)
    del made.file.json["extensions"]
    for node in made.file.json["nodes"]:
        node["name"] = "x" + node["name"]
    animator = animate(made)
    animator(Pose())
    assert np.ptp(animator.vertices[:, :3], axis=0).max() == pytest.approx(0.30, abs=1e-3)
    before = animator.vertices[:, :3].copy()
    animator(Pose(head_rotation=rotation(0.5, 0, 0)))
    assert np.allclose(animator.vertices[:, :3], before @ rotation(0.5, 0, 0).T, atol=1e-5)


def test_quaternions_agree_with_matrices():
    rng = np.random.default_rng(0)
    q = rng.normal(size=(50, 4))
    q /= np.linalg.norm(q, axis=1, keepdims=True)
    v = rng.normal(size=(50, 3))
    assert np.allclose(matrices(multiply(q, q[::-1])), matrices(q) @ matrices(q[::-1]))
    assert np.allclose(rotate(inverse(q), rotate(q, v)), v)
    assert np.allclose(np.abs((quaternions(matrices(q)) * q).sum(1)), 1)
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    assert np.allclose(rotate(between(v, v[::-1]), v), v[::-1])
    assert np.allclose(rotate(between(v, -v), v), -v)
    assert np.allclose(slerp(turn((0, 1, 0), 0), turn((0, 1, 0), 1.0), 0.3), turn((0, 1, 0), 0.3))
