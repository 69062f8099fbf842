"""Has Blender write its monkey as an avatar: 63,000 triangles, 52 shapes, ears on springs.

Run by the Python of `make foreign`: write_suzanne.py OUT.glb|OUT.vrm SHAPE,SHAPE,...
"""

import sys

import bpy
import numpy as np

BONES = {  # name: (parent, head, tail); metres, Blender's z is up and -y ahead
    "hips": (None, (0, 0, 0.9), (0, 0, 1.0)),
    "spine": ("hips", (0, 0, 1.0), (0, 0, 1.2)),
    "chest": ("spine", (0, 0, 1.2), (0, 0, 1.4)),
    "neck": ("chest", (0, 0, 1.4), (0, 0, 1.48)),
    "head": ("neck", (0, 0, 1.48), (0, 0, 1.7)),
}
for side, s in (("left", 1), ("right", -1)):
    BONES |= {
        f"{side}UpperArm": ("chest", (0.16 * s, 0, 1.38), (0.42 * s, 0, 1.38)),
        f"{side}LowerArm": (f"{side}UpperArm", (0.42 * s, 0, 1.38), (0.66 * s, 0, 1.38)),
        f"{side}Hand": (f"{side}LowerArm", (0.66 * s, 0, 1.38), (0.76 * s, 0, 1.38)),
        f"{side}UpperLeg": ("hips", (0.09 * s, 0, 0.86), (0.09 * s, 0.01, 0.48)),
        f"{side}LowerLeg": (f"{side}UpperLeg", (0.09 * s, 0.01, 0.48), (0.09 * s, 0, 0.08)),
        f"{side}Foot": (f"{side}LowerLeg", (0.09 * s, 0, 0.08), (0.09 * s, -0.12, 0.0)),
        f"{side}Ear": ("head", (0.09 * s, 0.01, 1.57), (0.13 * s, 0.01, 1.58)),
        f"{side}EarTip": (f"{side}Ear", (0.13 * s, 0.01, 1.58), (0.17 * s, 0.01, 1.59)),
    }
SIDE = 2048


def main() -> None:
    """Write the file that the command line names."""
    out, names = sys.argv[1], sys.argv[2].split(",")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    monkey = make_monkey()
    paint(monkey)
    shape(monkey, names)
    armature = make_armature()
    bind(monkey, armature)
    if out.endswith(".glb"):
        bpy.ops.export_scene.gltf(filepath=out, export_format="GLB", export_morph_normal=True)
    else:
        write_vrm(armature, monkey, names, out)


def make_monkey():
    """Return Suzanne, three times subdivided, where a head is."""
    bpy.ops.mesh.primitive_monkey_add(size=0.25, location=(0, 0, 1.57))
    monkey = bpy.context.object
    monkey.name = "Suzanne"
    bpy.ops.object.transform_apply(location=True, scale=True)
    finer = monkey.modifiers.new("finer", "SUBSURF")
    finer.levels = finer.render_levels = 3
    bpy.ops.object.modifier_apply(modifier=finer.name)
    bpy.ops.object.shade_smooth()
    return monkey


def paint(monkey):
    """Give it fur from a texture of 2048 pixels a side."""
    image = bpy.data.images.new("Fur", SIDE, SIDE)
    grain = np.random.default_rng(0).uniform(-0.08, 0.08, (SIDE, SIDE, 1))
    pixels = np.ones((SIDE, SIDE, 4), np.float32)
    pixels[..., :3] = np.array([0.45, 0.28, 0.18]) + grain
    image.pixels.foreach_set(pixels.ravel())
    image.pack()
    material = bpy.data.materials.new("Fur")
    material.use_nodes = True
    texture = material.node_tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    colour = material.node_tree.nodes["Principled BSDF"].inputs["Base Color"]
    material.node_tree.links.new(texture.outputs["Color"], colour)
    monkey.data.materials.append(material)


def shape(monkey, names):
    """Add a shape key per name: a hill on its side of the face, one place for each."""
    monkey.shape_key_add(name="Basis")
    rest = np.empty(3 * len(monkey.data.vertices), np.float32)
    monkey.data.vertices.foreach_get("co", rest)
    at = rest.reshape(-1, 3)
    for number, name in enumerate(names):
        side = 1 if name.endswith("Left") else -1 if name.endswith("Right") else 0
        place = np.array([0.05 * side, -0.09, 1.50 + 0.0028 * number])
        hill = np.exp(-(((at - place) / 0.03) ** 2).sum(1))
        moved = at + np.outer(0.01 * hill, [0, -0.5, -1 if "Down" in name or "Open" in name else 1])
        monkey.shape_key_add(name=name).data.foreach_set("co", moved.astype(np.float32).ravel())


def make_armature():
    """Return the skeleton."""
    bpy.ops.object.armature_add(location=(0, 0, 0))
    armature = bpy.context.object
    bpy.ops.object.mode_set(mode="EDIT")
    edit = armature.data.edit_bones
    edit.remove(edit[0])
    for name, (parent, head, tail) in BONES.items():
        bone = edit.new(name)
        bone.head, bone.tail = head, tail
        bone.parent = edit[parent] if parent else None
    bpy.ops.object.mode_set(mode="OBJECT")
    return armature


def bind(monkey, armature):
    """Let the ears follow their bones and the rest the head."""
    groups = {name: monkey.vertex_groups.new(name=name) for name in BONES}
    for vertex in monkey.data.vertices:
        side = "left" if vertex.co.x > 0 else "right"
        away = abs(vertex.co.x)
        ear = min(max((away - 0.09) / 0.02, 0), 1)
        tip = min(max((away - 0.12) / 0.02, 0), 1)
        for name, share in (
            ("head", 1 - ear),
            (f"{side}Ear", ear * (1 - tip)),
            (f"{side}EarTip", ear * tip),
        ):
            if share > 0:
                groups[name].add([vertex.index], share, "REPLACE")
    monkey.parent = armature
    monkey.modifiers.new("armature", "ARMATURE").object = armature


def write_vrm(armature, monkey, names, out):
    """Write VRM 1.0 with the add-on's own words: bones, expressions, springs."""
    bpy.ops.preferences.addon_enable(module="io_scene_vrm")
    extension = armature.data.vrm_addon_extension
    extension.spec_version = "1.0"
    vrm = extension.vrm1
    vrm.meta.vrm_name = "Suzanne"
    vrm.meta.authors.add().value = "Blender"
    human = vrm.humanoid.human_bones
    for name in BONES:
        if "Ear" not in name:
            words = "".join("_" + c.lower() if c.isupper() else c for c in name)
            getattr(human, words).node.bone_name = name
    for name in names:
        bpy.ops.vrm.add_vrm1_expressions_custom_expression(
            armature_object_name=armature.name, custom_expression_name=name
        )
        bind = vrm.expressions.custom[-1].morph_target_binds.add()
        bind.node.mesh_object_name, bind.index, bind.weight = monkey.name, name, 1.0
    for side in ("left", "right"):
        spring = extension.spring_bone1.springs.add()
        spring.vrm_name = f"{side} ear"
        for bone in (f"{side}Ear", f"{side}EarTip"):
            joint = spring.joints.add()
            joint.node.bone_name = bone
            joint.stiffness, joint.drag_force = 0.6, 0.3
    bpy.ops.export_scene.vrm(filepath=out, armature_object_name=armature.name)


if __name__ == "__main__":
    main()
