"""A VRM of about 200 vertices, as 1.0 and as 0.x: a ball for a head, a strand, two eyes."""

import numpy as np

from tests.systems.avatar.gltf.glb import Glb

BONES = {  # name: (parent, place in the world, m)
    "hips": (None, (0, 0.9, 0)),
    "spine": ("hips", (0, 1.0, 0)),
    "chest": ("spine", (0, 1.15, 0)),
    "neck": ("chest", (0, 1.38, 0)),
    "head": ("neck", (0, 1.45, 0)),
    "leftEye": ("head", (0.03, 1.52, 0.07)),
    "rightEye": ("head", (-0.03, 1.52, 0.07)),
    "leftUpperArm": ("chest", (0.15, 1.33, 0)),
    "leftLowerArm": ("leftUpperArm", (0.40, 1.33, 0)),
    "leftHand": ("leftLowerArm", (0.62, 1.33, 0)),
    "rightUpperArm": ("chest", (-0.15, 1.33, 0)),
    "rightLowerArm": ("rightUpperArm", (-0.40, 1.33, 0)),
    "rightHand": ("rightLowerArm", (-0.62, 1.33, 0)),
}
STRAND = [(0, 1.62, -0.09), (0, 1.54, -0.10), (0, 1.46, -0.10), (0, 1.38, -0.10)]
SHAPES = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "browInnerUp")


def ball(rings=11, sectors=14, centre=(0, 1.53, 0), radius=0.1):
    """Return positions, uvs and triangles of a sphere."""
    down, round_ = np.meshgrid(np.linspace(0, np.pi, rings), np.linspace(0, 2 * np.pi, sectors))
    around = np.stack(
        [np.sin(down) * np.sin(round_), np.cos(down), np.sin(down) * np.cos(round_)], -1
    )
    uvs = np.stack([round_ / (2 * np.pi), down / np.pi], -1).reshape(-1, 2)
    corners = np.arange(sectors * rings).reshape(sectors, rings)
    a, b, c, d = corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]
    triangles = np.stack([np.stack([a, b, c], -1), np.stack([a, c, d], -1)]).reshape(-1, 3)
    return np.float32(around.reshape(-1, 3) * radius + centre), np.float32(uvs), triangles


class TestFigure:
    """The file in the making, with its nodes by name; `turned` is VRM 0.x, which faces -Z."""

    __test__ = False

    def __init__(self, *, turned=False, morphs=SHAPES):
        self.file, self.flip = Glb(), np.float32([-1, 1, -1] if turned else [1, 1, 1])
        self.nodes = {}
        for name, (parent, place) in BONES.items():
            self.add_node(name, parent, place, BONES[parent][1] if parent else (0, 0, 0))
        for i, place in enumerate(STRAND):
            above = ("head", BONES["head"][1]) if i == 0 else (f"strand{i - 1}", STRAND[i - 1])
            self.add_node(f"strand{i}", above[0], place, above[1])
        self.add_materials()
        self.add_head(morphs)
        self.add_strand()

    def add_node(self, name, parent, place, above, **options):
        shift = (np.subtract(place, above) * self.flip).tolist()
        above_node = None if parent is None else self.nodes[parent]
        self.nodes[name] = self.file.node(name, above_node, translation=shift, **options)
        return self.nodes[name]

    def add_materials(self):
        face = {"baseColorFactor": [0.9, 0.7, 0.6, 1]}
        self.face = self.file.add("materials", name="Face", pbrMetallicRoughness=face)
        hair = {"baseColorFactor": [0.2, 0.1, 0.4, 1]}
        self.hair = self.file.add("materials", name="Hair", pbrMetallicRoughness=hair)

    def add_head(self, morphs):
        positions, uvs, triangles = ball()
        share = {
            "jawOpen": (positions[:, 1] < 1.48) * np.float32(-0.02),
            "eyeBlinkLeft": (positions[:, 0] > 0.02) * np.float32(0.004),
            "eyeBlinkRight": (positions[:, 0] < -0.02) * np.float32(0.004),
        }
        up = np.float32([0, 1, 0])
        moves = {n: share.get(n, share["jawOpen"])[:, None] * up for n in morphs}
        self.head = self.wear(
            "Head", positions, triangles, self.face, ["head"], moves, TEXCOORD_0=uvs
        )

    def add_strand(self):
        rows = np.float32(STRAND)
        side = np.float32([0.01, 0, 0])
        positions = np.concatenate([rows - side, rows + side])
        n = len(STRAND)
        quads = [[i, i + 1, i + n + 1, i + n] for i in range(n - 1)]
        triangles = [t for a, b, c, d in quads for t in ([a, b, c], [a, c, d])]
        joints = np.zeros((2 * n, 4), np.uint8)
        joints[:, 0] = np.tile(np.arange(n), 2)
        names = [f"strand{i}" for i in range(n)]
        self.wear("Strand", positions, triangles, self.hair, names, None, joints)

    def wear(self, name, positions, triangles, material, bones, moves, joints=None, **attributes):
        count = len(positions)
        joints = np.zeros((count, 4), np.uint8) if joints is None else joints
        weights = np.zeros((count, 4), np.float32)
        weights[:, 0] = 1
        mesh = self.file.mesh(
            positions * self.flip,
            triangles,
            material,
            {n: d * self.flip for n, d in (moves or {}).items()},
            name,
            JOINTS_0=joints,
            WEIGHTS_0=weights,
            **attributes,
        )
        places = {
            **{n: p for n, (_, p) in BONES.items()},
            **{f"strand{i}": p for i, p in enumerate(STRAND)},
        }
        binds = np.tile(np.eye(4, dtype=np.float32), (len(bones), 1, 1))
        for bind, bone in zip(binds, bones, strict=True):
            bind[:3, 3] = -np.float32(places[bone]) * self.flip
        skin = self.file.add(
            "skins",
            joints=[self.nodes[bone] for bone in bones],
            inverseBindMatrices=self.file.accessor(binds),
        )
        return self.file.node(name, mesh=mesh, skin=skin)


def vrm1(expressions=None, look_at=None, springs=True, morphs=SHAPES, gravity=0.3):
    """Return a TestFigure as VRM 1.0."""
    figure = TestFigure(morphs=morphs)
    tree, nodes = figure.file.json, figure.nodes
    default = {
        "preset": {"happy": morph(figure, 0, overrideBlink="block"), "blink": morph(figure, 1)}
    }
    tree["extensions"] = {
        "VRMC_vrm": {
            "specVersion": "1.0",
            "meta": {
                "name": "Ball",
                "authors": ["us"],
                "licenseUrl": "https://vrm.dev/licenses/1.0/",
            },
            "humanoid": {"humanBones": {name: {"node": nodes[name]} for name in BONES}},
            "expressions": default if expressions is None else expressions,
        }
    }
    if look_at is not None:
        tree["extensions"]["VRMC_vrm"]["lookAt"] = look_at
    if springs:
        joint = {"stiffness": 0.6, "dragForce": 0.3, "gravityPower": gravity, "hitRadius": 0.01}
        tree["extensions"]["VRMC_springBone"] = {
            "specVersion": "1.0",
            "springs": [{"joints": [{"node": nodes[f"strand{i}"], **joint} for i in range(4)]}],
        }
    figure.file.json["materials"][1]["extensions"] = {
        "VRMC_materials_mtoon": {
            "specVersion": "1.0",
            "shadeColorFactor": [0.1, 0.05, 0.2],
            "outlineWidthMode": "worldCoordinates",
            "outlineWidthFactor": 0.002,
            "uvAnimationScrollXSpeedFactor": 0.5,
        }
    }
    return figure


def morph(figure, index, weight=1.0, **options):
    """Return an expression that moves one morph target of the head."""
    bind = {"node": figure.head, "index": index, "weight": weight}
    return {"morphTargetBinds": [bind], **options}


def vrm0(groups=None, morphs=SHAPES):
    """Return a TestFigure as VRM 0.x."""
    figure = TestFigure(turned=True, morphs=morphs)
    nodes = figure.nodes
    default = [
        {"name": "Joy", "presetName": "joy", "binds": [{"mesh": 0, "index": 0, "weight": 100}]},
        {
            "name": "EYEBLINKLEFT",
            "presetName": "unknown",
            "binds": [{"mesh": 0, "index": 1, "weight": 50}],
        },
    ]
    figure.file.json["extensions"] = {
        "VRM": {
            "meta": {"title": "Old ball", "licenseName": "CC0"},
            "humanoid": {"humanBones": [{"bone": n, "node": nodes[n]} for n in BONES]},
            "firstPerson": {
                "firstPersonBone": -1,
                "lookAtTypeName": "Bone",
                "lookAtHorizontalOuter": {"curve": [0, 0, 0, 1], "xRange": 90, "yRange": 10},
            },
            "blendShapeMaster": {"blendShapeGroups": default if groups is None else groups},
            "secondaryAnimation": {
                "boneGroups": [
                    {
                        "stiffiness": 0.6,
                        "gravityPower": 0.3,
                        "gravityDir": {"x": 0, "y": -1, "z": 0},
                        "dragForce": 0.3,
                        "center": -1,
                        "bones": [nodes["strand0"]],
                        "colliderGroups": [0],
                    }
                ],
                "colliderGroups": [
                    {
                        "node": nodes["head"],
                        "colliders": [{"offset": {"x": 0, "y": 0.08, "z": 0}, "radius": 0.05}],
                    }
                ],
            },
            "materialProperties": [
                {"name": "Face", "shader": "VRM_USE_GLTFSHADER"},
                {
                    "name": "Hair",
                    "shader": "VRM/MToon",
                    "renderQueue": 2000,
                    "floatProperties": {
                        "_ShadeToony": 1,
                        "_OutlineWidthMode": 1,
                        "_OutlineWidth": 0.2,
                        "_CullMode": 0,
                    },
                    "vectorProperties": {"_Color": [1, 0.5, 0, 1], "_MainTex": [0, 0, 1, 1]},
                },
            ],
        }
    }
    return figure
