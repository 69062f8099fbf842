"""VMC out: the bytes of the specification, Unity's axes, and what a receiver hears on loopback."""

import socket
import struct
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_server import BlockingOSCUDPServer

from engine import App
from engine.errors import DeviceError, UsageError
from systems.avatar.puppet import Display
from systems.components import Presence, Rig
from systems.link.address import VMC_PORT, VmcAddress, parse_address
from systems.link.send import VmcSender, vmc_plugin
from systems.link.vmc import LOOKS, PACKET, Moment, message, messages, packets, unity_rotation
from systems.solve.rotation import rotation
from systems.topology import ARKIT, SHAPE

HERE = VmcAddress("127.0.0.1")


def moment(**changes):
    still = {
        "time": 1.5,
        "tracked": True,
        "weights": np.zeros(52),
        "head_rotation": np.eye(3),
        "head_translation": np.zeros(3),
        "gaze_left": np.array([0, 0, 1.0]),
        "gaze_right": np.array([0, 0, 1.0]),
    }
    return Moment(**{**still, **changes})


@pytest.mark.parametrize(
    ("words", "wire"),
    [
        (
            ("/VMC/Ext/Blend/Val", "JawOpen", 0.5),
            "2f564d432f4578742f426c656e642f56616c0000 2c736600 4a61774f70656e00 3f000000",
        ),
        (
            ("/VMC/Ext/Blend/Apply",),
            "2f564d432f4578742f426c656e642f4170706c79000000002c000000",
        ),
        (("/VMC/Ext/OK", 1), "2f564d432f4578742f4f4b002c69000000000001"),
        (("/VMC/Ext/T", 1.5), "2f564d432f4578742f5400002c6600003fc00000"),
    ],
)
def test_messages_are_those_of_the_specification_to_the_byte(words, wire):
    assert message(*words) == bytes.fromhex(wire)


def test_a_bone_has_its_name_a_place_and_a_rotation_in_68_bytes():
    head = messages(moment(), HERE)[3]
    assert len(head) == 68
    assert head.startswith(b"/VMC/Ext/Bone/Pos\0\0\0,sfffffff\0\0\0Head\0\0\0\0")
    assert head[-4:] == bytes.fromhex("3f800000")


@pytest.mark.parametrize(
    ("angles", "axis"),
    [
        ((30, 0, 0), (0, -1, 0)),  # to the subject's left: Unity turns to the right about +Y
        ((0, 30, 0), (1, 0, 0)),  # down: Unity's X looks down too
        ((0, 0, 30), (0, 0, -1)),  # to the right shoulder, which is at Unity's +X
    ],
)
def test_turns_are_those_of_unitys_left_handed_axes(angles, axis):
    x, y, z, w = unity_rotation(rotation(*np.radians(angles)))
    np.testing.assert_allclose((x, y, z), np.sin(np.radians(15)) * np.array(axis), atol=1e-9)
    assert w == pytest.approx(np.cos(np.radians(15)))


@given(st.floats(-1, 1), st.floats(-0.7, 0.7), st.floats(-1, 1))
def test_a_turned_point_is_the_same_point_in_both_hands(yaw, pitch, roll):
    R, point = rotation(yaw, pitch, roll), np.array([0.3, -0.2, 0.9])
    x, y, z, w = unity_rotation(R)
    # a quaternion's matrix is one formula whatever the handedness
    U = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip
    flip = np.array([-1, 1, 1])
    np.testing.assert_allclose(U @ (flip * point), flip * (R @ point), atol=1e-9)


def heard(said):
    """Return the messages of packets, decoded by python-osc, as (address, arguments)."""
    found = []
    for packet in said:
        if OscBundle.dgram_is_bundle(packet):
            found += [(m.address, m.params) for m in OscBundle(packet)]
    return found


def test_bundles_fit_into_packets_keep_the_order_and_lose_nothing():
    said = list(packets(messages(moment(), HERE), bundle=True))
    assert len(said) == 2
    assert max(map(len, said)) <= PACKET
    assert all(
        packet.startswith(bytes.fromhex("2362756e646c65000000000000000001")) for packet in said
    )
    found = heard(said)
    assert [address for address, _ in found[:3]] == [
        "/VMC/Ext/OK",
        "/VMC/Ext/T",
        "/VMC/Ext/Root/Pos",
    ]
    assert found[-1] == ("/VMC/Ext/Blend/Apply", [])
    assert found[0][1] == [1, 3, 0, 1]
    assert found[1][1] == [1.5]


def test_without_bundles_each_message_is_a_packet():
    said = list(packets(messages(moment(), HERE), bundle=False))
    assert said == messages(moment(), HERE)


def values(address=HERE, **shapes):
    weights = np.zeros(52)
    for name, value in shapes.items():
        weights[SHAPE[name]] = value
    found = heard(packets(messages(moment(weights=weights), address), bundle=True))
    return dict(params for path, params in found if path == "/VMC/Ext/Blend/Val")


def test_perfect_sync_names_are_arkits_with_a_capital_and_eyes_go_by_bones():
    said = values(eyeBlinkLeft=0.25, jawOpen=0.5)
    assert said["EyeBlinkLeft"] == 0.25
    assert said["JawOpen"] == 0.5
    assert set(said) == {n[0].upper() + n[1:] for n in ARKIT if not n.startswith("eyeLook")}
    everything = values(VmcAddress("h", eyes="shapes"))
    assert len(everything) == 52
    assert "EyeLookInLeft" in everything


def test_avatars_without_perfect_sync_get_vrm_0_names():
    said = values(VmcAddress("h", shapes="vrm"), eyeBlinkLeft=1.0, jawOpen=0.6)
    assert (said["Blink_L"], said["Blink_R"]) == (1.0, 0.0)
    assert said["A"] > 0.8
    assert {"I", "U", "E", "O", "Joy", "Angry", "Sorrow"} <= set(said)


@pytest.mark.parametrize(
    ("shapes", "look"),
    [
        (("eyeLookOutLeft", "eyeLookInRight"), "LookLeft"),
        (("eyeLookInLeft", "eyeLookOutRight"), "LookRight"),
        (("eyeLookUpLeft", "eyeLookUpRight"), "LookUp"),
        (("eyeLookDownLeft", "eyeLookDownRight"), "LookDown"),
    ],
)
def test_avatars_without_perfect_sync_that_turn_eyes_by_shapes_get_looks(shapes, look):
    turned = dict.fromkeys(shapes, 0.4)
    said = values(VmcAddress("h", shapes="vrm", eyes="shapes"), **turned)
    looks = {name: value for name, value in said.items() if name.startswith("Look")}
    assert looks == pytest.approx({**dict.fromkeys(LOOKS, 0.0), look: 0.4})
    assert not LOOKS.keys() & values(VmcAddress("h", shapes="vrm"), **turned).keys()


def test_the_eyes_are_bones_with_the_gaze_in_the_head():
    left = np.array([np.sin(0.2), 0, np.cos(0.2)])  # to the subject's left
    found = heard(packets(messages(moment(gaze_left=left), HERE), bundle=True))
    bones = {params[0]: params[1:] for path, params in found if path == "/VMC/Ext/Bone/Pos"}
    assert bones["LeftEye"][4] == pytest.approx(-np.sin(0.1), abs=1e-6)
    assert bones["RightEye"] == [0, 0, 0, 0, 0, 0, 1]
    by_shapes = heard(packets(messages(moment(), VmcAddress("h", eyes="shapes")), bundle=True))
    assert sum(path == "/VMC/Ext/Bone/Pos" for path, _ in by_shapes) == 1


@pytest.fixture
def receiver():
    """A receiver on loopback: its port, and what it has heard, by address."""
    said, dispatcher = {}, Dispatcher()
    dispatcher.set_default_handler(lambda path, *args: said.setdefault(path, []).append(args))
    server = BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1], said
    server.shutdown()
    thread.join()
    server.server_close()


def wait_for(said, path, count):
    for _ in range(3000):
        if len(said.get(path, ())) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(said)


@pytest.mark.parametrize("shown", [False, True], ids=["display as is", "display mirrored"])
@pytest.mark.parametrize(("words", "side"), [("", "EyeBlinkLeft"), ("?mirror=1", "EyeBlinkRight")])
def test_a_receiver_hears_the_rig_mirrored_only_if_it_asks(receiver, shown, words, side):
    port, said = receiver
    app = App(strict=True).insert(Display(mirror=shown))
    vmc_plugin(app, (parse_address(f"vmc://127.0.0.1:{port}{words}"),))
    avatar = app.draw.world.spawn(Rig, Presence)
    rig = app.draw.world.value(avatar, Rig)
    rig.weights[SHAPE["eyeBlinkRight" if shown else "eyeBlinkLeft"]] = 1.0
    rig.head_rotation[...] = rotation(-0.3 if shown else 0.3, 0, 0)
    rig.gaze_left[:] = rig.gaze_right[:] = (0, 0, 1)
    app.draw.world.value(avatar, Presence).absent[...] = 0.0
    app.run_steps(2)
    wait_for(said, "/VMC/Ext/Blend/Apply", 2)
    blends = dict(said["/VMC/Ext/Blend/Val"])
    assert [name for name, value in blends.items() if value == 1.0] == [side]
    head = next(bone for bone in said["/VMC/Ext/Bone/Pos"] if bone[0] == "Head")
    assert head[5] == pytest.approx(np.sin(0.15) * (1 if words else -1), abs=1e-6)
    assert said["/VMC/Ext/OK"][-1][3] == 1
    times = [time for (time,) in said["/VMC/Ext/T"]]
    assert times == pytest.approx([0, 1 / 30], abs=1e-6)


def test_a_lost_face_is_told():
    packet = messages(moment(tracked=False), HERE)[0]
    assert struct.unpack(">iiii", packet[-16:])[3] == 0


def test_a_network_that_is_down_is_said_once_and_borne(caplog):
    class Down:
        def sendto(self, *_):
            raise OSError(101, "Network is unreachable")

        def close(self):
            pass

    sender = VmcSender(HERE)
    sender.close()
    sender._socket = Down()
    sender.send(moment())
    sender.send(moment())
    assert caplog.text.count("Network is unreachable") == 1


def test_addresses_are_read_with_their_wishes():
    assert parse_address("vmc://10.0.0.7").port == VMC_PORT
    told = parse_address("vmc://[::1]:39540?mirror=1&bundle=0&shapes=vrm&eyes=shapes")
    assert told == VmcAddress("::1", 39540, True, False, "vrm", "shapes")


@pytest.mark.parametrize(
    "text",
    [
        "vmc://",
        "osc://h:1",
        "vmc://192.168..1:39539",
        "h:39539",
        "vmc://h:99999",
        "vmc://h:0",
        "vmc://h?mirror=2",
        "vmc://h?x",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(text):
    with pytest.raises(UsageError, match="--send"):
        parse_address(text)


def test_an_unknown_host_is_an_error_with_a_way_out(monkeypatch):
    def nobody(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", nobody)
    with pytest.raises(DeviceError, match=r"the host puppet\.invalid is not known"):
        VmcSender(parse_address("vmc://puppet.invalid"))
