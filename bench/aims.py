"""The least ratio that every line should show, where one is asked for; README.md says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

AIMS = {
    ("nms", "40"): 3.0,
    ("nms", "1000"): 3.0,
    ("retinaface_post", "640x480"): 10.0,
    ("retinaface_detect", "640x480"): 1.3,
    ("retinaface_detect", "640x480-reduced"): 1.7,
    **{("seed_table", f"{way}/0.1"): 1.32 for way in ("three", "reduced")},
    **{("seed_table", f"{way}/0.4"): 1.19 for way in ("three", "reduced")},
    **{("seed_table", f"{way}/1.0"): 1.061 for way in ("three", "reduced")},
    **{("seed_table", f"{way}/2.0"): 1.085 for way in ("three", "reduced")},
    ("ecs", "10000"): 50.0,
    ("track_cpu", "raw"): 1 / 0.66,
    ("track_wall", "raw"): 1 / 0.5,
}

BUILDS = {"numpy": 5.0, "C": 1 / 1.3}
"""Of a kernel: five times its numpy twin, or else within 1.3 times of plain C."""


def aim(line: Mapping[str, Any]) -> float | None:
    """Return the least ratio that a line of the result should show, or None."""
    if line["peer"] == "limit":
        return 1.0
    return BUILDS.get(line["peer"]) or AIMS.get((line["bench"], line["case"]))
