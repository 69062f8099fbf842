"""Loaded avatars, drawn."""

import cv2
import numpy as np
import pytest

from systems.avatar.pose import Pose, seated
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.framing import full_figure, portrait
from systems.avatar.vrm.load import load_figure
from systems.avatar.vrm.painter import FigurePainter
from systems.solve.rotation import rotation
from systems.topology import SHAPE
from tests.systems.avatar.gltf.glb import QUAD, QUAD_TRIANGLES, QUAD_UVS, Glb
from tests.systems.avatar.vrm.conftest import load_sample
from tests.systems.avatar.vrm.vrm_file import vrm0, vrm1

pytestmark = pytest.mark.gl

SIZE = (160, 160)


@pytest.fixture
def paint(context, tmp_path):
    """Return a function that draws a file, a figure or an animator as (H, W, 4) integers."""
    painters = []

    def picture(made, pose=None, view=portrait, background=(0.5, 0.5, 0.5), size=SIZE, **options):
        animator = made if isinstance(made, Animator) else Animator(figure_of(made, tmp_path))
        painters.append(FigurePainter(context, animator, size, **options))
        painters[-1].draw(pose or Pose(), view(animator), background)
        return painters[-1].read().astype(np.int16)

    yield picture
    for painter in painters:
        painter.release()


def figure_of(made, folder):
    if hasattr(made, "model"):
        return made
    (folder / "figure.glb").write_bytes(getattr(made, "file", made).glb())
    return load_figure(folder / "figure.glb")


def card(*layers, **material):
    """Return a Glb of square cards, one before the other; each layer is a material."""
    file = Glb()
    for depth, layer in enumerate(layers or (material,)):
        index = file.add("materials", **layer)
        quad = QUAD + np.float32([0, 0, 0.1 * depth])
        file.node(f"card {depth}", mesh=file.mesh(quad, QUAD_TRIANGLES, index, TEXCOORD_0=QUAD_UVS))
    return file


def unlit(colour=(1, 1, 1, 1), **options):
    surface = {"baseColorFactor": list(colour), **options.pop("surface", {})}
    unlit = {"KHR_materials_unlit": {}}
    return {"pbrMetallicRoughness": surface, "extensions": unlit, **options}


def middle(picture):
    return picture[80, 80].tolist()


def test_a_linear_colour_leaves_as_srgb(paint):
    assert np.allclose(middle(paint(card(**unlit((0.5, 0.214, 0, 1))))), [188, 127, 0, 255], atol=1)


def test_an_srgb_texture_leaves_as_it_came(paint):
    file = Glb()
    texture = file.picture(np.full((8, 8, 3), (200, 100, 50), np.uint8))
    index = file.add("materials", **unlit(surface={"baseColorTexture": {"index": texture}}))
    file.node("card", mesh=file.mesh(QUAD, QUAD_TRIANGLES, index, TEXCOORD_0=QUAD_UVS))
    assert np.allclose(middle(paint(file)), [200, 100, 50, 255], atol=1)


def corners(paint, **transform):
    """Return the colours of the four quarters of a card with a 2 by 2 texture."""
    file = Glb()
    pixels = np.uint8([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 0]]])
    texture = file.picture(cv2.resize(pixels, (64, 64), interpolation=cv2.INTER_NEAREST))
    ref = {"index": texture, "extensions": {"KHR_texture_transform": transform}}
    index = file.add("materials", **unlit(surface={"baseColorTexture": ref}))
    file.node("card", mesh=file.mesh(QUAD, QUAD_TRIANGLES, index, TEXCOORD_0=QUAD_UVS))
    picture = paint(file)
    places = ((55, 55), (55, 105), (105, 55), (105, 105))
    names = {(255, 0, 0): "r", (0, 255, 0): "g", (0, 0, 255): "b", (255, 255, 0): "y"}
    return "".join(names[tuple(picture[place][:3].tolist())] for place in places)


def test_a_texture_stands_upright_and_moves_as_its_transform_says(paint):
    assert corners(paint) == "rgby"
    assert corners(paint, offset=[0.5, 0]) == "gryb"
    assert corners(paint, offset=[0, 0.5]) == "byrg"
    assert corners(paint, scale=[0.5, 0.5]) == "rrrr"
    # "Equivalent to a rotation of the image clockwise", round the corner and moved back.
    assert corners(paint, rotation=np.pi / 2, offset=[0, 1]) == "bryg"


def test_back_faces_are_culled_unless_the_material_has_two_sides(paint):
    away = Pose(head_rotation=rotation(np.pi, 0, 0))
    assert middle(paint(card(**unlit()), away))[0] < 160
    assert middle(paint(card(**unlit(doubleSided=True)), away))[0] == 255


def test_a_mask_cuts_and_a_blend_mixes(paint):
    half = (1, 1, 1, 0.5)
    behind = unlit((1, 0, 0, 1))
    cut = card(behind, unlit(half, alphaMode="MASK", alphaCutoff=0.6))
    assert middle(paint(cut)) == [255, 0, 0, 255]
    kept = card(behind, unlit(half, alphaMode="MASK", alphaCutoff=0.4))
    assert middle(paint(kept)) == [255, 255, 255, 255]
    mixed = card(unlit(half, alphaMode="BLEND"), behind)
    mixed.json["nodes"][0]["translation"] = [0, 0, 0.5]  # drawn last although it comes first
    assert np.allclose(middle(paint(mixed)), [255, 128, 128, 255], atol=2)


def test_the_ground_stays_transparent_and_colours_are_premultiplied(paint):
    picture = paint(card(**unlit((1, 1, 1, 0.5), alphaMode="BLEND")), background=None)
    assert picture[2, 2].tolist() == [0, 0, 0, 0]
    assert np.allclose(middle(picture), [128, 128, 128, 128], atol=1)


def test_masked_edges_are_softened_by_coverage(paint):
    file = Glb()
    rows, columns = np.mgrid[:64, :64] - 31.5
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., 3] = np.clip(255 - 8 * np.hypot(rows, columns), 0, 255)
    index = file.add(
        "materials",
        **unlit(surface={"baseColorTexture": {"index": file.picture(pixels)}}, alphaMode="MASK"),
    )
    file.node("card", mesh=file.mesh(QUAD, QUAD_TRIANGLES, index, TEXCOORD_0=QUAD_UVS))
    hard, soft = (paint(file, samples=samples)[..., 0] for samples in (0, 4))
    assert len(np.unique(soft[80, 40:120])) > len(np.unique(hard[80, 40:120]))


def test_a_tint_colours_a_loaded_avatar(paint):
    red = paint(card(**unlit()), Pose(tint=(1, 0, 0)))
    assert middle(red)[:3] == [255, 0, 0]


def test_a_rough_pbr_surface_is_near_its_own_colour(paint):
    surface = {"baseColorFactor": [0.5, 0.5, 0.5, 1], "metallicFactor": 0, "roughnessFactor": 1}
    shown = middle(paint(card(pbrMetallicRoughness=surface)))[0]
    assert 165 < shown < 205


def test_mtoon_has_two_tones(paint):
    toon = {
        "VRMC_materials_mtoon": {
            "specVersion": "1.0",
            "shadeColorFactor": [0, 0, 0.3],
            "shadingToonyFactor": 0.95,
        }
    }
    made = vrm1(springs=False)
    made.file.json["materials"][0]["extensions"] = toon
    face = paint(made)[30:120, 40:120, :3].reshape(-1, 3)
    bluish = (face[:, 2] > face[:, 0] + 30).mean()
    warm = (face[:, 0] > face[:, 2] + 20).mean()
    assert bluish > 0.05
    assert warm > 0.3
    assert bluish + warm > 0.7


def test_an_outline_surrounds_what_asks_for_one(paint):
    made = vrm1(springs=False)
    for mode in ("worldCoordinates", "screenCoordinates"):
        made.file.json["materials"][0]["extensions"] = {
            "VRMC_materials_mtoon": {
                "specVersion": "1.0",
                "shadeColorFactor": [0.5, 0.4, 0.4],
                "outlineWidthMode": mode,
                "outlineWidthFactor": 0.01,
                "outlineLightingMixFactor": 0,
            }
        }
        with_line, without = paint(made), paint(made, outline=False)
        black = (with_line[..., :3].max(2) < 20) & (without[..., :3].max(2) > 60)
        assert black.sum() > 300


@pytest.mark.parametrize("write", [vrm0, vrm1])
def test_a_face_stands_in_the_middle_and_its_hair_behind(paint, write):
    picture = paint(write(), background=None)
    inside = np.argwhere(picture[..., 3] > 0)
    assert abs(inside[:, 1].mean() - 80) < 2
    assert middle(picture)[0] > middle(picture)[2]  # the face's colour


def test_the_whole_figure_is_in_sight_from_afar(paint):
    animator_view = paint(vrm1(), view=full_figure, background=None)
    edges = np.concatenate([animator_view[0], animator_view[-1], animator_view[:, 0]])
    assert not edges.any()
    assert animator_view[..., 3].any()


def test_a_morph_and_a_turn_change_the_picture(paint):
    weights = np.zeros(52, np.float32)
    weights[SHAPE["jawOpen"]] = 1
    R = rotation(0.5, 0, 0)
    rest = paint(vrm1())
    for pose in (Pose(weights), Pose(head_rotation=R, head_translation=seated(R))):
        assert np.abs(paint(vrm1(), pose) - rest).max() > 20


def test_the_same_pose_and_time_give_the_same_picture(paint):
    assert np.array_equal(paint(vrm1(), Pose(time=1.0)), paint(vrm1(), Pose(time=1.0)))


@pytest.mark.parametrize("happy", [0.0, 0.4, 0.6, 1.0])
@pytest.mark.parametrize("blink", [0.0, 0.4, 0.6, 1.0])
@pytest.mark.parametrize("kind", ["Overridden", "Overrides"])
def test_the_consortiums_samples_show_their_green_window(paint, kind, happy, blink):
    """The sample's own window is green at every pair of weights if the rules are followed."""
    animator = Animator(load_sample(f"VRMC_vrm_expressions_isBinary_{kind}"))
    animator.parts.expression("happy")[...] = happy
    animator.parts.expression("blink")[...] = blink
    window = paint(animator, view=full_figure)[20:90, 40:120, :3].reshape(-1, 3).mean(0)
    assert window[1] > window[0] + 20
    assert window[1] > window[2] + 20
