"""Three small heads for the rig scripts: an animal, a robot, a flat puppet of pictures."""

import cv2
import numpy as np

from tests.systems.avatar.gltf.glb import QUAD, QUAD_TRIANGLES, QUAD_UVS, Glb

CUBE = np.float32([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
BOX = np.uint16([t for a, b, c, d in SIDES for t in ((a, b, c), (a, c, d))])


def paint(file, name, colour, **options):
    surface = {"baseColorFactor": [*colour, 1], "metallicFactor": 0}
    return file.add("materials", name=name, pbrMetallicRoughness=surface, **options)


def box(file, name, material, size, place, middle=(0, 0, 0), parent=None):
    """Add a node with a box of half `size` round `middle`, in the node's own frame."""
    mesh = file.mesh(CUBE * np.float32(size) + np.float32(middle), BOX, material)
    return file.node(name, parent, mesh=mesh, translation=list(place))


def cat():
    """Two ears on a head; each ear turns about its foot."""
    file = Glb()
    fur, dark = paint(file, "Fur", (0.8, 0.5, 0.2)), paint(file, "Ears", (0.1, 0.1, 0.6))
    head = box(file, "Head", fur, (0.08, 0.08, 0.06), (0, 0, 0))
    for name, x in (("Ear_L", 0.05), ("Ear_R", -0.05)):
        box(file, name, dark, (0.015, 0.04, 0.01), (x, 0.08, 0), (0, 0.04, 0), head)
    return file


def robot():
    """A jaw on a hinge behind, shutters over lamps."""
    file = Glb()
    steel = paint(file, "Steel", (0.5, 0.5, 0.55))
    lid = paint(file, "Lid", (0.1, 0.5, 0.1))
    lamp = paint(file, "Lamp", (0.1, 0.1, 0.1))
    head = box(file, "Skull", steel, (0.08, 0.06, 0.06), (0, 0.06, 0))
    box(file, "Jaw", steel, (0.07, 0.02, 0.06), (0, -0.07, -0.06), (0, 0, 0.06), head)
    for name, x in (("L", 0.035), ("R", -0.035)):
        box(file, f"Eye_{name}", lamp, (0.02, 0.02, 0.005), (x, 0.02, 0.06), (0, 0, 0), head)
        box(
            file, f"Shutter_{name}", lid, (0.022, 0.02, 0.004), (x, 0.04, 0.07), (0, -0.02, 0), head
        )
    return file


def paper():
    """Cards with drawings, one behind the other."""
    file = Glb()
    drawings = {
        "Face": (0, lambda p: cv2.circle(p, (64, 64), 60, (250, 220, 200, 255), -1)),
        "Mouth_Shut": (1, lambda p: cv2.line(p, (44, 92), (84, 92), (150, 30, 30, 255), 4)),
        "Mouth_Open": (
            2,
            lambda p: cv2.ellipse(p, (64, 92), (14, 8), 0, 0, 360, (150, 30, 30, 255), -1),
        ),
        "Mouth_Wide": (
            3,
            lambda p: cv2.ellipse(p, (64, 92), (20, 18), 0, 0, 360, (150, 30, 30, 255), -1),
        ),
        "Eyes_Open": (
            4,
            lambda p: [cv2.circle(p, (x, 54), 9, (30, 30, 90, 255), -1) for x in (42, 86)],
        ),
        "Eyes_Shut": (
            5,
            lambda p: [
                cv2.line(p, (x - 9, 54), (x + 9, 54), (30, 30, 90, 255), 3) for x in (42, 86)
            ],
        ),
    }
    for name, (depth, draw) in drawings.items():
        pixels = np.zeros((128, 128, 4), np.uint8)
        draw(pixels)
        surface = {"baseColorTexture": {"index": file.picture(pixels)}}
        material = file.add(
            "materials",
            name=name,
            pbrMetallicRoughness=surface,
            alphaMode="MASK",
            doubleSided=True,
            extensions={"KHR_materials_unlit": {}},
        )
        quad = QUAD * np.float32(0.1) + np.float32([0, 0, 0.001 * depth])
        file.node(name, mesh=file.mesh(quad, QUAD_TRIANGLES, material, TEXCOORD_0=QUAD_UVS))
    return file
