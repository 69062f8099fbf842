import subprocess
import sys
import time

import numpy as np

from systems.avatar.bake import bake
from systems.avatar.cache import load_head, read_head, write_head
from systems.avatar.part import Material


def same(one, other):
    assert np.array_equal(one.positions, other.positions)
    assert np.array_equal(one.triangles, other.triangles)
    assert list(one.targets) == list(other.targets)
    for name, target in one.targets.items():
        assert np.array_equal(target.deltas, other.targets[name].deltas)
    assert [c.shapes for c in one.correctives] == [c.shapes for c in other.correctives]


def test_baking_is_deterministic_and_takes_less_than_two_seconds(character, head):
    start = time.process_time()
    again = bake(character)
    assert time.process_time() - start < 2
    same(head, again)


def test_the_mesh_is_sound(head):
    assert np.isfinite(head.positions).all()
    assert 0 <= head.triangles.min() <= head.triangles.max() < len(head.positions)
    assert head.colours.min() >= 0
    assert head.colours.max() <= 1
    assert head.held.min() >= 0
    assert head.held.max() <= 1
    lengths = np.linalg.norm(head.normals, axis=1)
    assert np.isfinite(lengths).all()
    assert np.median(np.abs(lengths - 1)) < 0.05


def test_the_face_looks_forward(head):
    skin = head.materials == Material.SKIN
    middle = (
        skin
        & (np.abs(head.positions) < [0.02, 0.03, np.inf]).all(1)
        & (head.positions[:, 2] > 0.03)
    )
    a, b, c = head.positions[head.triangles].swapaxes(0, 1)
    facing = np.cross(b - a, c - a)[:, 2]
    assert (facing[middle[head.triangles].all(1)] > 0).mean() > 0.95


def test_the_adult_stands_on_the_canonical_face(request):
    from systems.avatar.character import load_character
    from systems.avatar.surface import Surface

    surface = Surface(load_character("adult"))
    # Canonical face of MediaPipe: bridge 6, nose tip 4, chin 199, cheek 280, brow 334 (mm).
    canonical = np.array(
        [[0, 24.7, 57.9], [0, -4.6, 75.9], [0, -79.4, 51.8], [47.7, -7.0, 35.3], [39.9, 51.1, 44.7]]
    )
    z = 1000 * surface.depth(canonical[:, :2] / 1000)
    assert np.abs(z - canonical[:, 2]).max() < 6
    assert np.abs(z - canonical[:, 2]).mean() < 3


def test_a_head_survives_the_disk(head, tmp_path):
    write_head(head, tmp_path / "head.npz")
    same(head, read_head(tmp_path / "head.npz"))


def test_a_broken_cache_is_replaced(character, tmp_path):
    load_head(character, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:5000])
    same(load_head(character, tmp_path), read_head(file))


def test_the_cache_is_where_its_user_wants_it(character, tmp_path, monkeypatch):
    monkeypatch.setenv("BUNRAKU_CACHE", str(tmp_path))
    load_head(character)
    assert [file.parent.name for file in tmp_path.rglob("*.npz")] == ["heads"]


def test_a_program_that_bakes_nothing_does_not_load_what_baking_needs():
    code = "import sys, systems.cli; print([name for name in sys.modules if 'scipy' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_character_is_baked_anew(character, tmp_path):
    import msgspec

    load_head(character, tmp_path)
    load_head(msgspec.structs.replace(character, collar=character.collar - 0.01), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
