"""Drawing on software OpenGL: whole frames against their limits, and where the time goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import moderngl
import numpy as np

from bench.row import medians, row
from systems.avatar.backdrop import Backdrop
from systems.avatar.blend import Blend
from systems.avatar.cache import load_head
from systems.avatar.character import characters, load_character
from systems.avatar.context import open_context
from systems.avatar.painter import Painter
from systems.avatar.pose import Pose, bust
from systems.avatar.quality import FAST, FINE, Tier
from systems.capture.performance import perform

SMALL, LARGE = (640, 480), (1280, 720)
LIMITS = (
    # case, size, tier, ms
    ("fast", SMALL, FAST, 16.6),
    ("fast with outlines", SMALL, Tier(FAST.triangles, 0, outline=True), 33.0),
    ("fast", LARGE, FAST, 33.0),
)
MORPHING = 0.7  # ms with all 52 targets active
WALL = (0.5, 0.5, 0.5)
ACTING = perform(2.5)


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the rows of drawing; those of the passes say how a frame's time divides."""
    rounds = 5 if quick else 40
    context = open_context()
    out = []
    for name in characters():
        out.append(_morphing(name, rounds))
        for case, size, tier, limit in LIMITS:
            out.append(_frame(context, name, case, size, tier, limit, rounds))
        out.append(_frame(context, name, "fine", SMALL, FINE, None, rounds))
    return out + _passes(context, rounds)


def _morphing(name: str, rounds: int) -> dict[str, Any]:
    blend, weights = Blend(load_head(load_character(name))), np.full(52, 0.5)
    cost = 1e3 * medians({"": lambda: blend(weights)}, rounds)[""]
    return row("drawing", f"{name}: morph 52 targets", cost, "limit", MORPHING, "ms")


def _frame(
    context: moderngl.Context,
    name: str,
    case: str,
    size: tuple[int, int],
    tier: Tier,
    limit: float | None,
    rounds: int,
) -> dict[str, Any]:
    with _painted(context, name, size, tier) as (draw, triangles):
        cost = 1e3 * medians({"": draw}, rounds)[""]
    label = f"{name}: {size[0]}x{size[1]} {case}, {triangles} triangles"
    return row("drawing", label, cost, "context" if limit is None else "limit", limit, "ms")


@contextmanager
def _painted(
    context: moderngl.Context, name: str, size: tuple[int, int], tier: Tier
) -> Iterator[tuple[Any, int]]:
    """Give a call that draws one frame to its end, and the triangles that it draws."""
    character = load_character(name)
    head = load_head(character, triangles=tier.triangles)
    options = {"samples": tier.samples, "outline": tier.outline}
    painter = Painter(context, character, head, size, **options)

    def draw() -> None:
        painter.draw(Pose(ACTING.weights, ACTING.head_rotation), bust(), WALL)
        context.finish()

    triangles = len(head.triangles) + tier.outline * int(head.inked.sum())
    yield draw, triangles
    painter.release()


def _passes(context: moderngl.Context, rounds: int) -> list[dict[str, Any]]:
    """Return the share of each pass of hana at 640x480: what it costs over the frame before it."""
    character = load_character("hana")
    head = load_head(character, triangles=FAST.triangles)
    plain = Painter(context, character, head, SMALL)
    inked = Painter(context, character, head, SMALL, outline=True)
    smooth = Painter(context, character, head, SMALL, samples=FINE.samples)
    backdrop, blend = Backdrop(context), Blend(head)
    pose = Pose(ACTING.weights, ACTING.head_rotation)

    def finished(call: Any, *arguments: Any) -> Any:
        def run() -> None:
            call(*arguments)
            context.finish()

        return run

    plain.framebuffer.use()
    cost = medians(
        {
            "morph": lambda: blend(pose.weights),
            "background": finished(backdrop.draw, WALL, SMALL),
            "without background": finished(plain.draw, pose, bust(), None),
            "whole": finished(plain.draw, pose, bust(), WALL),
            "inked": finished(inked.draw, pose, bust(), WALL),
            "smooth": finished(smooth.draw, pose, bust(), WALL),
            "read": plain.read,
        },
        rounds,
    )
    shares = {
        "morph": cost["morph"],
        "background": cost["background"],
        "opaque draw": cost["without background"] - cost["morph"],
        "outline": cost["inked"] - cost["whole"],
        "multisampling": cost["smooth"] - cost["whole"],
        "read back": cost["read"],
    }
    for painter in (plain, inked, smooth):
        painter.release()
    backdrop.release()
    return [
        row("drawing", f"hana: pass {name}, 640x480", 1e3 * share, "context", None, "ms")
        for name, share in shares.items()
    ]
